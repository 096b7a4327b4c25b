/** Marks a type as an entity of the federated graph with the given key fields. `_entities` resolves it. */
export function entityKey(fields: string) {
  return [{ name: 'key', args: { fields } }];
}
