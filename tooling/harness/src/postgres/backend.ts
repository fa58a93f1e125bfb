/** What a Postgres tells its client, as far as it says what really happened there: what was done, what was refused, and why. */

/** Its word on one statement, on all that was sent, or none any more: a session that had begun has ended. */
export type Word =
  | { readonly _tag: "Done"; readonly tag: string }
  | { readonly _tag: "Refused"; readonly code: string }
  | { readonly _tag: "Ready"; readonly isInTransaction: boolean }
  | { readonly _tag: "Ended"; readonly wasAtWork: boolean }

/** Puts together what comes in pieces. */
export const readingBackend = (): ((piece: Buffer) => readonly Word[]) => {
  let left: Buffer = Buffer.alloc(0)
  return (piece) => {
    left = left.length === 0 ? piece : Buffer.concat([left, piece])
    const words: Word[] = []
    while (left.length >= 5 && left.length > left.readInt32BE(1)) {
      const size = 1 + left.readInt32BE(1)
      const word = wordOf(left.subarray(0, size))
      if (word !== undefined) words.push(word)
      left = left.subarray(size)
    }
    return words
  }
}

const wordOf = (message: Buffer): Word | undefined => {
  switch (String.fromCharCode(message[0] ?? 0)) {
    case "C":
      return { _tag: "Done", tag: message.toString("utf8", 5, message.length - 1) }
    case "E":
      return { _tag: "Refused", code: codeIn(message.toString("utf8", 5)) }
    case "Z":
      return { _tag: "Ready", isInTransaction: message[5] !== "I".charCodeAt(0) }
    default:
      return undefined
  }
}

/** An error is a list of texts, each after a sign for what it tells. */
const codeIn = (fields: string): string =>
  fields
    .split("\0")
    .find((field) => field.startsWith("C"))
    ?.slice(1) ?? ""
