/** CSV as spreadsheets write it, both ways; what is written never becomes a formula where somebody opens it. */

/** The fields of one record; undefined where its quotes do not add up. */
export const fieldsOf = (record: string): readonly string[] | undefined => {
  const fields: string[] = []
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y
  for (;;) {
    const match = field.exec(record)
    if (match === null) return undefined
    const [, quoted, bare = "", end] = match
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end !== ",") return fields
  }
}

/** A record of fields, with its line's end. */
export const recordOf = (fields: readonly string[]): string => `${fields.map(fieldOf).join(",")}\r\n`

const fieldOf = (text: string): string => {
  // A cell that begins like this is run as a formula by spreadsheets: an apostrophe makes it the text it is.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
