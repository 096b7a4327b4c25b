/** One thing that the doctor has looked at. */
export interface Finding {
  /** `wrong`: something has to be done, and the text says what. */
  readonly state: 'fine' | 'note' | 'wrong';
  readonly about: string;
  readonly text: string;
}
