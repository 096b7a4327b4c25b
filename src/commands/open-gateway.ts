/** What every command that asks Jodoo needs: the upstream, the archive and the read path, opened and closed together. */
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { createLayeredArchive, type LayeredArchive } from '../archive/layered-archive.ts';
import { openArchive } from '../archive/open-archive.ts';
import { openSpool } from '../archive/spool.ts';
import type { Config } from '../environment.ts';
import { createJodooClient } from '../jodoo/client.ts';
import { NO_TRACER, type Tracer } from '../tracer.ts';
import { createUsage, type Usage } from '../usage/usage.ts';

export interface OpenGateway {
  readonly usage: Usage;
  readonly archive: LayeredArchive;
  /** The upstream's address. */
  readonly upstream: string;
  /** Names this process among those that share the archive. */
  readonly holder: string;
  /** Least distance of two upstream calls on one list. */
  readonly minIntervalMs: number;
}

/** How often an archive that is not available is tried again. */
const ARCHIVE_RETRY_MS = 10_000;

/**
 * `closers` takes what has to be closed, the last one first. A gateway in the background leaves the slots to
 * those of other processes that share the archive.
 */
export async function openGateway(
  config: Config,
  log: Logger,
  closers: (() => Promise<void>)[],
  { background = false, tracer = NO_TRACER }: { background?: boolean; tracer?: Tracer } = {},
): Promise<OpenGateway> {
  const upstream = await openUpstream(config, closers);
  const archive = await openConfiguredArchive(config, log, tracer);
  closers.push(archive.close);
  const client = createJodooClient({
    ...upstream,
    timeoutMs: config.JODOO_TIMEOUT_MS,
    headers: tracer.headers,
  });
  closers.push(client.close);
  const holder = randomUUID();
  const minIntervalMs = config.JODOO_MIN_INTERVAL_MS;
  const usage = createUsage({
    client,
    archive,
    holder,
    now: Date.now,
    pace: { minIntervalMs, background, alone: archiveOptions(config).url === 'sqlite::memory:' },
    limits: {
      maxCallsPerOperation: config.MAX_CALLS_PER_OPERATION,
      maxPendingCalls: config.MAX_PENDING_CALLS,
      requestTimeoutMs: config.REQUEST_TIMEOUT_MS,
    },
    settlement: {
      settleAfterHours: config.SETTLE_AFTER_HOURS,
      provisionalTtlMs: config.PROVISIONAL_TTL_MS,
    },
    hotDaysBytes: config.HOT_DAYS_MB * 2 ** 20,
    log,
    tracer,
  });
  closers.push(usage.close);
  return { usage, archive, upstream: upstream.baseUrl, holder, minIntervalMs };
}

/** The archive that the configuration names. One archive holds one organization, invented or real. */
export function archiveOptions(config: Config): { url: string; origin: string } {
  return config.JODOO_API_KEY
    ? { url: config.DATABASE_URL ?? 'sqlite:./data/usage.db', origin: config.JODOO_BASE_URL }
    : { url: config.DATABASE_URL ?? 'sqlite:./data/sandbox.db', origin: 'sandbox' };
}

async function openConfiguredArchive(config: Config, log: Logger, tracer: Tracer): Promise<LayeredArchive> {
  const options = archiveOptions(config);
  const spool = await openSpool({ ...options, directory: spoolDirectory(options.url), log });
  return await createLayeredArchive({
    open: () => openArchive({ ...options, tracer }),
    spool,
    retryMs: ARCHIVE_RETRY_MS,
    log,
  });
}

/** Answers wait for an archive that is away beside its file, or in the data directory; never for one in memory. */
function spoolDirectory(url: string): string | undefined {
  if (url === 'sqlite::memory:') return undefined;
  return url.startsWith('sqlite:') ? dirname(url.slice('sqlite:'.length)) : './data';
}

/** The organization's Jodoo, or the embedded sandbox when there is no key. */
async function openUpstream(
  config: Config,
  closers: (() => Promise<void>)[],
): Promise<{ baseUrl: string; apiKey: string }> {
  if (config.JODOO_API_KEY) return { baseUrl: config.JODOO_BASE_URL, apiKey: config.JODOO_API_KEY };
  const { startSandbox } = await import('../sandbox/server.ts');
  const sandbox = await startSandbox({ intervalMs: config.JODOO_MIN_INTERVAL_MS });
  closers.push(sandbox.close);
  return { baseUrl: sandbox.baseUrl, apiKey: 'sandbox' };
}
