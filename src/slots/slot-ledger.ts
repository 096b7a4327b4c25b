/**
 * Who may start the next upstream call, among all processes that share the organization's quota. Implemented in SQL by
 * `archive/`. It reads the database's clock and never a host's: two hosts whose clocks differ must not both win.
 */
export interface SlotLedger {
  /**
   * Reserves the next start on a lane, at least `distanceMs` behind the last one of any process and behind any hold.
   * Resolves to the milliseconds from now until that start (0: now). Reservations are first come, first served.
   */
  reserve(lane: string, distanceMs: number): Promise<number>;
  /**
   * For background work: takes a start only if it is free right now and has been so for `graceMs`. Resolves to 0 when
   * it was taken, else to the milliseconds after which it may be tried again.
   */
  takeIdle(lane: string, distanceMs: number, graceMs: number): Promise<number>;
  /** The upstream refused a call: nobody starts one on this lane for `forMs`. A longer hold is kept. */
  hold(lane: string, forMs: number): Promise<void>;
  /** Milliseconds that a hold lasts from now; 0 when there is none. */
  heldForMs(lane: string): Promise<number>;
  /** Says that process `holder` is alive, and how many were in the last `withinMs`, this one included. */
  countSharers(holder: string, withinMs: number): Promise<number>;
}
