/** The client's journal: a file that is on disk before the client goes on, and what it knows from it. */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs"
import type { Entry, Final, Wish } from "./Entry.ts"

/** What the client was told, and what it still waits for. */
export interface Journal extends Disposable {
  readonly write: (entry: Entry) => void
  /** Payments the server has confirmed, with what was captured. */
  readonly payments: ReadonlyMap<string, number>
  /** Payments that were sent and not confirmed. */
  readonly opening: ReadonlyMap<string, number>
  readonly wishes: ReadonlyMap<string, Wish>
  readonly answers: ReadonlyMap<string, Final>
  /** Keys that were sent and have no final answer. */
  readonly pending: () => readonly Wish[]
}

/** Opens a new journal at this file. */
export const openJournal = (file: string): Journal => {
  const handle = openSync(file, "ax")
  const payments = new Map<string, number>()
  const opening = new Map<string, number>()
  const wishes = new Map<string, Wish>()
  const answers = new Map<string, Final>()
  const waiting = new Map<string, Wish>()
  const note = (entry: Entry): void => {
    switch (entry._tag) {
      case "Opening":
        opening.set(entry.paymentId, entry.captured)
        return
      case "Opened":
        payments.set(entry.paymentId, opening.get(entry.paymentId) ?? Number.NaN)
        opening.delete(entry.paymentId)
        return
      case "Asking":
        wishes.set(entry.wish.key, entry.wish)
        waiting.set(entry.wish.key, entry.wish)
        return
      case "Answered":
        answers.set(entry.key, entry.final)
        waiting.delete(entry.key)
    }
  }
  return {
    payments,
    opening,
    wishes,
    answers,
    pending: () => [...waiting.values()],
    write: (entry) => {
      writeSync(handle, `${JSON.stringify(entry)}\n`)
      fsyncSync(handle)
      note(entry)
    },
    [Symbol.dispose]: () => closeSync(handle),
  }
}
