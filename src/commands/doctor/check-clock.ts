import { request } from 'undici';
import type { Finding } from './finding.ts';

const TIMEOUT_MS = 10_000;
/** A `Date` header is in whole seconds, and proxies may keep an answer for a moment. */
const TOLERATED_MS = 30_000;

/** Compares this machine's clock with the upstream's `Date` header. A HEAD of its address is not a usage call. */
export async function checkClock(baseUrl: string, now: () => number): Promise<readonly Finding[]> {
  const about = 'address';
  let date: number;
  try {
    const { headers, body } = await request(baseUrl, {
      method: 'HEAD',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await body.dump();
    date = Date.parse(String(headers.date));
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    const text = `${baseUrl} cannot be reached (${reason}). Check JODOO_BASE_URL, the network and its proxy.`;
    return [{ state: 'wrong', about, text }];
  }
  return [{ state: 'fine', about, text: `${baseUrl} can be reached.` }, clockFinding(date - now())];
}

function clockFinding(aheadMs: number): Finding {
  const about = 'clock';
  if (Number.isNaN(aheadMs)) return { state: 'note', about, text: 'the upstream does not say its time.' };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= TOLERATED_MS) {
    return { state: 'fine', about, text: "this machine's clock agrees with Jodoo's." };
  }
  return {
    state: 'wrong',
    about,
    text: `this machine's clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} Jodoo's. It decides which day is the latest and which is settled: let the machine take its time from the network (NTP).`,
  };
}
