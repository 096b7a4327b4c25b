/**
 * Why an archive cannot be opened: `newer` and `origin` are for the operator to settle, `unavailable` may pass.
 */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly kind: 'newer' | 'origin' | 'unavailable';

  constructor(kind: ArchiveError['kind'], message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
  }
}
