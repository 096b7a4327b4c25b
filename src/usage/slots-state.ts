/** How busy the way to the upstream is: of one lane, or of all together. */
export interface SlotsState {
  /** Calls that may start each second. */
  readonly perSecond: number;
  /** Calls' worth of wants that wait. */
  readonly waiting: number;
  /** Until a want raised now would be answered. */
  readonly expectedWaitMs: number;
  /** Epoch milliseconds; null while the upstream does not refuse us. */
  readonly heldUntilMs: number | null;
}
