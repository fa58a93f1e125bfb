/** The sandbox's truth: every call, refund and movement, written to a file and synced before anybody is answered. */
import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs"
import { dirname } from "node:path"
import { makeFolder } from "../makeFolder.ts"

/** Money that moved. */
export interface Movement {
  readonly provider: string
  readonly payment: string
  readonly refund: string
  /** In the currency's smallest ISO unit. */
  readonly amount: number
  readonly currency: string
  readonly key: string | null
  readonly at: string
}

/** A request that came in, whatever became of it. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly key: string | null
  readonly at: string
  /** The payment it was about, as far as it said. */
  readonly payment?: string
}

/** A refund as the sandbox knows it. */
export interface Kept {
  readonly provider: string
  readonly id: string
  readonly payment: string
  readonly amount: number
  readonly currency: string
  readonly status: string
  readonly key: string | null
  readonly createdAt: string
  readonly behaviours: readonly string[]
  /** What its wire needs beside. */
  readonly wire: Readonly<Record<string, unknown>>
}

/** The answer that is given again under a key. */
export interface Answer {
  readonly key: string
  readonly fingerprint: string
  readonly status: number
  readonly body: unknown
  readonly requestId: string
}

/** A payment the sandbox was told of, as its provider writes it. */
export interface Told {
  readonly provider: string
  readonly id: string
  readonly wire: Readonly<Record<string, unknown>>
}

/** What one request changed: all of it is on disk, or nothing. */
export interface Entry {
  readonly call?: Call
  readonly refund?: Kept
  readonly movement?: Movement
  readonly answer?: Answer
  readonly payment?: Told
}

/** The truth, to read and to add to. */
export interface Book {
  readonly calls: readonly Call[]
  readonly movements: readonly Movement[]
  readonly refunds: ReadonlyMap<string, Kept>
  readonly answers: ReadonlyMap<string, Answer>
  /** By provider and id, a space between. */
  readonly payments: ReadonlyMap<string, Told>
  readonly add: (entry: Entry) => void
  readonly close: () => void
}

/** Opens a book; half a line at its end is what a crash left of an entry that nobody was told of, and is dropped. */
export const openBook = (file: string): Book => {
  makeFolder(dirname(file))
  const book = {
    calls: [] as Call[],
    movements: [] as Movement[],
    refunds: new Map(),
    answers: new Map(),
    payments: new Map(),
  }
  if (existsSync(file)) {
    const bytes = readFileSync(file)
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1)
    if (whole.length < bytes.length) truncateSync(file, whole.length)
    for (const line of whole.toString("utf8").split("\n")) if (line !== "") apply(book, JSON.parse(line) as Entry)
  }
  const descriptor = openSync(file, "a", 0o600)
  return {
    ...book,
    add: (entry) => {
      writeSync(descriptor, `${JSON.stringify(entry)}\n`)
      fdatasyncSync(descriptor)
      apply(book, entry)
    },
    close: () => closeSync(descriptor),
  }
}

interface Filled {
  readonly calls: Call[]
  readonly movements: Movement[]
  readonly refunds: Map<string, Kept>
  readonly answers: Map<string, Answer>
  readonly payments: Map<string, Told>
}

const apply = (book: Filled, { answer, call, movement, payment, refund }: Entry): void => {
  if (call !== undefined) book.calls.push(call)
  if (movement !== undefined) book.movements.push(movement)
  if (refund !== undefined) book.refunds.set(refund.id, refund)
  if (answer !== undefined) book.answers.set(answer.key, answer)
  if (payment !== undefined) book.payments.set(`${payment.provider} ${payment.id}`, payment)
}
