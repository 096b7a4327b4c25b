import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { collectDay } from '../collector/collect-day.ts';
import { type Config, parseEnvironment } from '../environment.ts';
import { LIST_KINDS, type ListKind } from '../jodoo/lists.ts';
import {
  addDays,
  type DayRange,
  eachDay,
  type StatisticsDay,
  settlesAtMs,
  upstreamDays,
} from '../jodoo/statistics-day.ts';
import { createLogger } from '../server/logger.ts';
import type { CommandIo } from './command-io.ts';
import { dayRangeOptions } from './day-range-options.ts';
import { listName, listOption } from './list-options.ts';
import { type OpenGateway, openGateway } from './open-gateway.ts';

/** How often a day that another process collects is looked at again. */
const TAKEN_AGAIN_MS = 500;

/** `backfill`: completes the archive in the foreground, newest day first. It may be stopped and started again at any point. */
export async function backfillCommand(io: CommandIo): Promise<number> {
  const { args, env, stderr, signal } = io;
  const closers: (() => Promise<void>)[] = [];
  try {
    const parsed = parseEnvironment(env);
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const { config } = parsed;
    const { from, to, others } = dayRangeOptions(args, 'list');
    const kinds = listOption(others.list, LIST_KINDS);
    const range = answerableRange(from, to, Date.now(), config);
    // Warnings and errors only, beside the bar and not in it.
    const log = await createLogger({
      level: 'error',
      format: config.LOG_FORMAT,
      isTerminal: false,
      stdout: stderr,
    });
    const gateway = await openGateway(config, log, closers, { background: true });
    return await backfill(range, kinds, gateway, io);
  } catch (error) {
    if (signal.aborted) {
      stderr.write('Stopped. What was fetched is kept; run the same command again to go on.\n');
      return 1;
    }
    stderr.write(`The backfill has failed: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** All lists at the same time: each has slots of its own. */
async function backfill(
  range: DayRange,
  kinds: readonly ListKind[],
  gateway: OpenGateway,
  io: CommandIo,
): Promise<number> {
  const { archive } = gateway;
  const todo = new Map<ListKind, readonly StatisticsDay[]>();
  for (const kind of kinds) {
    const complete = new Set(await archive.list(kind).completeDays(range));
    const open = eachDay(range).filter((day) => !complete.has(day));
    todo.set(kind, open.reverse());
    io.stdout.write(
      `${listName(kind)}, ${range.from} to ${range.to}: ${complete.size} days are complete, ${open.length} are to be collected.\n`,
    );
  }
  const total = [...todo.values()].reduce((sum, days) => sum + days.length, 0);
  const progress = createProgress(total, io);
  const uncollected = await Promise.all(
    [...todo].map(([kind, days]) => backfillList(kind, days, gateway, progress, io.signal)),
  );
  progress.end();
  const [first, ...others] = [...new Set(uncollected.flat())];
  if (first !== undefined) {
    io.stdout.write(
      `Jodoo collected no usage statistics on ${others.length + 1} of these days, such as ${first}.\n`,
    );
  }
  return 0;
}

/** Resolves to the days on which Jodoo collected nothing. */
async function backfillList(
  kind: ListKind,
  todo: readonly StatisticsDay[],
  { usage, archive, holder, minIntervalMs }: OpenGateway,
  progress: Progress,
  signal: AbortSignal,
): Promise<StatisticsDay[]> {
  const days = archive.list(kind);
  const options = { kind, usage, days, leases: archive.leases, minIntervalMs, holder, signal };
  const uncollected: StatisticsDay[] = [];
  for (const day of todo) {
    for (;;) {
      signal.throwIfAborted();
      const { outcome, calls } = await collectDay(day, options);
      if (outcome === 'uncollected') uncollected.push(day);
      if (outcome !== 'taken') {
        progress.dayDone(kind, day, (await days.listedIds(day)).length, calls);
        break;
      }
      // A gateway beside us has the day in hand: it is done when it is complete there.
      await sleep(TAKEN_AGAIN_MS, undefined, { signal });
    }
  }
  return uncollected;
}

/** The days to collect: as asked, or all settled ones that the upstream has. */
function answerableRange(
  from: StatisticsDay | undefined,
  to: StatisticsDay | undefined,
  nowMs: number,
  { SETTLE_AFTER_HOURS }: Config,
): DayRange {
  const upstream = upstreamDays(nowMs);
  const settledTo =
    settlesAtMs(upstream.to, SETTLE_AFTER_HOURS) <= nowMs ? upstream.to : addDays(upstream.to, -1);
  const range = { from: from ?? upstream.from, to: to ?? settledTo };
  if (range.from < upstream.from || range.to > settledTo) {
    throw new Error(
      `${range.from} to ${range.to} cannot be fetched: Jodoo has settled numbers of ${upstream.from} to ${settledTo} (days in UTC+8).`,
    );
  }
  return range;
}

interface Progress {
  dayDone(kind: ListKind, day: StatisticsDay, rows: number, calls: number): void;
  end(): void;
}

/** A bar for people, a line a day for files and pipes. */
function createProgress(days: number, { stdout, isTerminal }: CommandIo): Progress {
  const done = { days: 0, rows: 0, calls: 0 };
  const startedMs = performance.now();
  const bar = new SingleBar({
    format: '{bar} {value}/{total} days, {rows} rows, {calls} calls, {left} left',
    stream: stdout,
    hideCursor: true,
  });
  if (isTerminal && days > 0) bar.start(days, 0, { rows: 0, calls: 0, left: '?' });
  const left = () => {
    const msPerDay = (performance.now() - startedMs) / done.days;
    return `${Math.ceil(((days - done.days) * msPerDay) / 1000)} s`;
  };
  return {
    dayDone(kind, day, rows, calls) {
      done.days += 1;
      done.rows += rows;
      done.calls += calls;
      if (isTerminal) bar.increment({ rows: done.rows, calls: done.calls, left: left() });
      else
        stdout.write(
          `${listName(kind)} ${day}: ${done.days}/${days} days, ${done.rows} rows, ${done.calls} calls, ${left()} left\n`,
        );
    },
    end: () => bar.stop(),
  };
}
