/** Whether an answer lacks something: a field of Query that is null, a list that holds nothing, a day that is missing. */
export function isEmptyAnswer(data: object): boolean {
  const values = Object.values(data);
  return values.length === 0 || values.some((value) => value === null) || hasGap(data);
}

function hasGap(value: unknown, name = ''): boolean {
  if (Array.isArray(value)) {
    const isGap = name === 'missingDates' ? value.length > 0 : value.length === 0;
    return isGap || value.some((item) => hasGap(item));
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([field, inner]) => hasGap(inner, field));
}
