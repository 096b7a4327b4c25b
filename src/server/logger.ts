import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export interface LoggerOptions {
  readonly level: string;
  /** auto: pretty on a terminal. */
  readonly format: 'auto' | 'json' | 'pretty';
  readonly isTerminal: boolean;
  readonly stdout: NodeJS.WritableStream & DestinationStream;
}

/** Structured logs. Headers that carry secrets are never logged, wherever they turn up. */
export function createLogger({ level, format, isTerminal, stdout }: LoggerOptions): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && isTerminal);
  return pino(
    { level, base: null, redact: ['*.authorization', '*.headers.authorization'] },
    isPretty ? pretty({ destination: stdout, colorize: isTerminal, ignore: 'pid,hostname' }) : stdout,
  );
}
