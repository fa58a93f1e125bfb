/** Reads JSON at the speed of the language where nothing in it needs a closer look, as in nearly every row of a file. */

/** Deeper, longer or with more members it is looked at closely. */
const DEPTH = 32
const DIGITS = 15
const MEMBERS = 10_000

/** What a text says where every member stands once and every number is a short row of digits; undefined where that is not sure. */
export const plainJson = (text: string): { readonly value: unknown } | undefined => {
  const written = membersWritten(text)
  if (written === undefined) return undefined
  try {
    const value = JSON.parse(text) as unknown
    // Of members written twice the parser keeps one: then there are fewer than were written.
    return membersOf(value) === written ? { value } : undefined
  } catch {
    return undefined
  }
}

/** How many members objects are written with, if the text is JSON; undefined where something needs a closer look. */
const membersWritten = (text: string): number | undefined => {
  let [depth, members] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = text.indexOf('"', at + 1)
      // An escape may hide a quote, a name that stands twice, or half a character.
      if (end < 0 || text.slice(at, end).includes("\\")) return undefined
      at = end
    } else if (code === 123 || code === 91) {
      if (++depth > DEPTH) return undefined
    } else if (code === 125 || code === 93) depth--
    else if (code === 58) {
      if (++members > MEMBERS) return undefined
    } else if (code === 45) return undefined
    else if (isDigit(code)) {
      let end = at + 1
      while (isDigit(text.charCodeAt(end))) end++
      const next = text.charCodeAt(end) | 32
      if (end - at > DIGITS || next === 46 || next === 101) return undefined
      at = end - 1
    }
  }
  return members
}

const QUOTE = 34

const isDigit = (code: number): boolean => code >= 48 && code <= 57

const membersOf = (value: unknown): number => {
  if (typeof value !== "object" || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const one of value) count += membersOf(one)
    return count
  }
  for (const name of Object.keys(value)) count += 1 + membersOf((value as Readonly<Record<string, unknown>>)[name])
  return count
}
