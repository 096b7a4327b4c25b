/** The part of a logger that is used here. */
export interface UsageLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
