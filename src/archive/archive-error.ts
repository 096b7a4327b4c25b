/**
 * Why the archive did not do what it was asked.
 * - `unavailable`: the database as a whole does not answer, or does not write, and that may pass.
 * - `rejected`: the database refuses this one statement or value, and always will.
 * - `newer`, `origin`: the archive cannot be opened until the operator settles it.
 */
export type ArchiveErrorKind = 'unavailable' | 'rejected' | 'newer' | 'origin';

export interface ArchiveErrorOptions extends ErrorOptions {
  /** Of `unavailable`: true when it is about writing (a full disk, a lock), and tells nothing against reading. */
  readonly readOnly?: boolean;
  /** Of `unavailable`: true when a deadline passed, so that asking again at once would only take as long again. */
  readonly timedOut?: boolean;
  /** The database's own code: an SQLSTATE, an SQLITE_… name or a system error's name. */
  readonly code?: string | undefined;
}

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly kind: ArchiveErrorKind;
  readonly readOnly: boolean;
  readonly timedOut: boolean;
  readonly code: string | undefined;

  constructor(kind: ArchiveErrorKind, message: string, options: ArchiveErrorOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.readOnly = options.readOnly ?? false;
    this.timedOut = options.timedOut ?? false;
    this.code = options.code;
  }
}

export function isUnavailable(error: unknown): error is ArchiveError {
  return error instanceof ArchiveError && error.kind === 'unavailable';
}

export function isRejected(error: unknown): error is ArchiveError {
  return error instanceof ArchiveError && error.kind === 'rejected';
}
