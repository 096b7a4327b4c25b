import { type DestinationStream, type Logger, pino } from 'pino';
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
export async function createLogger(options: LoggerOptions): Promise<Logger> {
  const { level, format, isTerminal, stdout, secrets = [] } = options;
  return pino(
    {
      level,
      base: null,
      redact: ['*.authorization', '*.headers.authorization'],
      // It has made errors plain objects already.
      serializers: { err: (error: unknown) => error },
      formatters: { log: (fields) => boundedLogValue(fields, secrets) },
    },
    isPretty(format, isTerminal) ? await prettyLines(stdout, isTerminal) : stdout,
  );
}

/** Loaded only where people read. */
async function prettyLines(stdout: LoggerOptions['stdout'], isTerminal: boolean): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({ destination: stdout, colorize: isTerminal, ignore: 'pid,hostname' });
}
