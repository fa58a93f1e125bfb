/** What a client of Postgres sends, told apart: parcels that end where it waits for an answer, and the SQL of each statement in one. */

/** What is sent until the client waits. */
export interface Parcel {
  readonly bytes: Buffer
  /** The SQL of what it runs, in its order. */
  readonly statements: readonly string[]
  /** Where in the bytes each of them ends. */
  readonly ends: readonly number[]
  /** The values that one of them was given. */
  readonly values: (statement: number) => readonly (string | null)[]
}

/** Puts together what comes in pieces; statements that were prepared once are known by name from then on. */
export const readingFrontend = (): ((piece: Buffer) => readonly Parcel[]) => {
  const prepared = new Map<string, string>()
  let left: Buffer = Buffer.alloc(0)
  let open = begun()
  let hasStarted = false
  return (piece) => {
    left = Buffer.concat([left, piece])
    const parcels: Parcel[] = []
    for (let size = sizeOf(left, hasStarted); size !== undefined; size = sizeOf(left, hasStarted)) {
      const message = left.subarray(0, size)
      left = left.subarray(size)
      const isLast = !hasStarted || take(open, message, prepared)
      // A request for encryption is answered before the client says who it is.
      hasStarted ||= size > 8
      open.pieces.push(message)
      open.length += size
      if (!isLast) continue
      const { bound, ends, statements } = open
      const values: Parcel["values"] = (statement) => valuesIn(bound[statement])
      parcels.push({ bytes: Buffer.concat(open.pieces), statements, ends, values })
      open = begun()
    }
    return parcels
  }
}

interface Open {
  readonly pieces: Buffer[]
  readonly statements: string[]
  readonly ends: number[]
  /** The message that gave each of them its values. */
  readonly bound: (Buffer | undefined)[]
  length: number
  /** What was given values last, and by which message. */
  next: string
  giving: Buffer | undefined
}

const begun = (): Open => ({
  pieces: [],
  statements: [],
  ends: [],
  bound: [],
  length: 0,
  next: "",
  giving: undefined,
})

/** A message is one sign for its kind and its length; the very first has only a length. */
const sizeOf = (bytes: Buffer, hasStarted: boolean): number | undefined => {
  const from = hasStarted ? 1 : 0
  if (bytes.length < from + 4) return undefined
  const size = from + bytes.readInt32BE(from)
  return bytes.length < size ? undefined : size
}

/** Whether the client waits for an answer after this one. */
const take = (open: Open, message: Buffer, prepared: Map<string, string>): boolean => {
  const [first = "", second = ""] = message.subarray(5).toString("utf8").split("\0", 2)
  switch (String.fromCharCode(message[0] ?? 0)) {
    case "P":
      prepared.set(first, second)
      return false
    case "B":
      open.next = prepared.get(second) ?? second
      open.giving = message
      return false
    case "E":
      open.statements.push(open.next)
      open.bound.push(open.giving)
      open.ends.push(open.length + message.length)
      return false
    case "Q":
      open.statements.push(first)
      open.bound.push(undefined)
      open.ends.push(open.length + message.length)
      return true
    case "D":
    case "C":
      return false
    default:
      return true
  }
}

/** Two names, the formats of the values, then each with its length. */
const valuesIn = (message: Buffer | undefined): readonly (string | null)[] => {
  if (message === undefined) return []
  let at = message.indexOf(0, message.indexOf(0, 5) + 1) + 1
  const int16 = (): number => message.readInt16BE((at += 2) - 2)
  const int32 = (): number => message.readInt32BE((at += 4) - 4)
  for (let formats = int16(); formats > 0; formats--) int16()
  return Array.from({ length: int16() }, () => {
    const length = int32()
    return length < 0 ? null : message.toString("utf8", at, (at += length))
  })
}
