/** What became of every question. */

/**
 * - `right`: everything that was answered is right, and nothing is missing without an error that says so
 * - `refused`: a documented code says why (part of) the answer is missing; what is there is right
 * - `wrong`: it says something that is not so
 * - `silent`: something is missing, and nothing says why
 * - `hung`: no answer in time
 * - `cut`: the gateway was killed meanwhile
 */
export type Verdict = 'right' | 'refused' | 'wrong' | 'silent' | 'hung' | 'cut';

export interface Tally {
  note(verdict: Verdict, what: string, detail?: string): void;
  count(verdict: Verdict): number;
  asked(): number;
  /** How often each code was answered, most often first. */
  refusals(): readonly (readonly [string, number])[];
  refusal(code: string): void;
  /** Longest wait for an answer, in milliseconds. */
  longestMs(): number;
  took(ms: number): void;
  /** What was not right, in words, so many of each kind at most. */
  readonly findings: readonly string[];
}

const MOST_FINDINGS = 25;
const FAULTS: ReadonlySet<Verdict> = new Set(['wrong', 'silent', 'hung']);

export function createTally(): Tally {
  const counts = new Map<Verdict, number>();
  const codes = new Map<string, number>();
  const findings: string[] = [];
  let longestMs = 0;
  return {
    findings,
    note(verdict, what, detail = '') {
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      if (FAULTS.has(verdict) && findings.length < MOST_FINDINGS) {
        findings.push(`${verdict} at ${new Date().toISOString()}: ${what}: ${detail}`);
      }
    },
    count: (verdict) => counts.get(verdict) ?? 0,
    asked: () => [...counts.values()].reduce((sum, count) => sum + count, 0),
    refusals: () => [...codes].sort((a, b) => b[1] - a[1]),
    refusal: (code) => codes.set(code, (codes.get(code) ?? 0) + 1),
    longestMs: () => longestMs,
    took(ms) {
      longestMs = Math.max(longestMs, ms);
    },
  };
}
