/** Plain data as one text that is equal exactly when the data is: names in order, absent fields left out. */
export const asText = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return `${inner}n`
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner
    return Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }) ?? ""
