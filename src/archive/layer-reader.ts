/** Reads from the layers that matter at the moment: the archive proper, and the spool while answers wait in it. */
import { GatewayError } from '../errors.ts';
import type { Archive } from './archive.ts';
import { isRejected, isUnavailable } from './archive-error.ts';
import type { ArchiveState, PrimaryArchive } from './primary-archive.ts';
import type { Spool } from './spool.ts';

export interface LayerReader {
  /**
   * Each layer's answer, the archive proper's first; no more once one is enough. A layer that fails is left out, and
   * the others are asked anew, so that nothing is put together from before and after. Rejects with the GatewayError
   * ARCHIVE_UNAVAILABLE when no layer answers, and with the ArchiveError `rejected` when the question itself is refused.
   */
  gather<T>(call: (archive: Archive) => Promise<T>, isEnough?: (answer: T) => boolean): Promise<T[]>;
  /** The archive proper's answer, or ARCHIVE_UNAVAILABLE: for what a part of the answers would answer wrongly. */
  primaryOnly<T>(call: (archive: Archive) => Promise<T>): Promise<T>;
  /** `down`: what is archived is out of reach. */
  state(): ArchiveState['kind'];
}

export function createLayerReader(primary: PrimaryArchive, spool: Spool): LayerReader {
  async function gather<T>(
    call: (archive: Archive) => Promise<T>,
    isEnough: (answer: T) => boolean = () => false,
  ): Promise<T[]> {
    const failed = new Set<Archive>();
    let asksPrimary = true;
    for (;;) {
      asksPrimary &&= primary.state().kind !== 'down';
      const generation = spool.generation();
      const answers: T[] = [];
      if (asksPrimary) {
        const needsSpool = primary.state().kind !== 'up';
        try {
          const answer = await primary.ask(call, 'read');
          answers.push(answer);
          if (!needsSpool || isEnough(answer)) return answers;
        } catch (error) {
          if (!isUnavailable(error)) throw error;
          asksPrimary = false;
          continue;
        }
      }
      const layers = (await spool.layers(!asksPrimary)).filter((layer) => !failed.has(layer));
      const broken = await askInTurn(layers, call, isEnough, answers);
      // What was spooled went into the archive behind our back, or a layer is gone.
      if (spool.generation() !== generation) continue;
      if (broken === undefined && answers.length > 0) return answers;
      if (broken === undefined) throw archiveUnavailable();
      failed.add(broken);
    }
  }

  return {
    gather,
    async primaryOnly(call) {
      try {
        return await primary.ask(call, 'read');
      } catch (error) {
        throw isUnavailable(error) ? archiveUnavailable(error) : error;
      }
    },
    state: () => primary.state().kind,
  };
}

/** Resolves to the layer that failed, if any. */
async function askInTurn<T>(
  layers: readonly Archive[],
  call: (archive: Archive) => Promise<T>,
  isEnough: (answer: T) => boolean,
  answers: T[],
): Promise<Archive | undefined> {
  for (const layer of layers) {
    try {
      const answer = await call(layer);
      answers.push(answer);
      if (isEnough(answer)) return undefined;
    } catch (error) {
      // What is refused here is refused everywhere.
      if (isRejected(error)) throw error;
      return layer;
    }
  }
  return undefined;
}

export function archiveUnavailable(cause?: unknown): GatewayError {
  return new GatewayError(
    'ARCHIVE_UNAVAILABLE',
    'The archive is not available at the moment, and this cannot be answered without it. Try again later.',
    { retryable: true },
    { cause },
  );
}
