import type { DestinationStream } from 'pino';
import type { Environment } from '../environment.ts';

/** A program's surroundings, handed in so that a test can run a command in its own process. */
export interface CommandIo {
  readonly env: Environment;
  readonly stdout: NodeJS.WritableStream & DestinationStream;
  readonly stderr: { write(text: string): unknown };
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
