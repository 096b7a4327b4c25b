/** The value below which `share` (0…1) of the ascending values lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(share * (sorted.length - 1))] ?? 0;
}
