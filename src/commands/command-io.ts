import type { DestinationStream } from 'pino';
import type { Environment } from '../environment.ts';

/** A program's surroundings, handed in so that a test can run a command in its own process. */
export interface CommandIo {
  /** What follows the command's name. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly stdout: NodeJS.WritableStream & DestinationStream;
  readonly stderr: NodeJS.WritableStream & DestinationStream;
  /** Whether a person reads stdout. */
  readonly isTerminal: boolean;
  /** Aborted when the command shall end. */
  readonly signal: AbortSignal;
}

/** Runs until done; resolves to the exit code. */
export type Command = (io: CommandIo) => Promise<number>;

/** Resolves when the command shall end. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
