import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { boundedLogValue } from './bounded-log-value.ts';

export interface LoggerOptions {
  readonly level: string;
  /** auto: pretty on a terminal. */
  readonly format: 'auto' | 'json' | 'pretty';
  readonly isTerminal: boolean;
  readonly stdout: NodeJS.WritableStream & DestinationStream;
  /** What must not appear in any line: keys, tokens, passwords. */
  readonly secrets?: readonly string[];
}

/** Whether lines are for people; else they are JSON. */
function isPretty(format: LoggerOptions['format'], isTerminal: boolean): boolean {
  return format === 'pretty' || (format === 'auto' && isTerminal);
}

/** Structured logs. Secrets are taken out of every text, and every text is cut to a bounded length. */
export function createLogger({ level, format, isTerminal, stdout, secrets = [] }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      redact: ['*.authorization', '*.headers.authorization'],
      // It has made errors plain objects already.
      serializers: { err: (error: unknown) => error },
      formatters: { log: (fields) => boundedLogValue(fields, secrets) },
    },
    isPretty(format, isTerminal)
      ? pretty({ destination: stdout, colorize: isTerminal, ignore: 'pid,hostname' })
      : stdout,
  );
}
