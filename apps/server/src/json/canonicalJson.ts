/** One spelling for one JSON value, however its members were ordered and spaced: what a fingerprint is taken of. */

/** JSON without spaces, the members of each object sorted by their UTF-16 code units. */
export const canonicalJson = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  let text = ""
  for (const key of Object.keys(value).sort()) {
    const member = canonicalJson((value as Record<string, unknown>)[key])
    text += `${text === "" ? "{" : ","}${JSON.stringify(key)}:${member}`
  }
  return text === "" ? "{}" : `${text}}`
}
