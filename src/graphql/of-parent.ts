/**
 * Marks a field that answers from its parent value alone: not from arguments, the context, or anything that moves on.
 * Fields made by `expose` do so without saying it.
 */
export const OF_PARENT = { ofParent: true } as const;

/**
 * Marks an object type whose values live on in memory and never change, as the rows of a day do: what a query selects of
 * one, where all of it is of the parent, is the same text each time. `isIt` tells which values do.
 */
export function longLived<T>(isIt: (value: T) => boolean = () => true) {
  return { longLived: isIt } as const;
}
