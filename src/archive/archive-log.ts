/** The part of a logger that the archive uses. */
export interface ArchiveLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
