/** A store that keeps everything in one file, written anew with every change; and faults of what is written and read. */
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Event, evolve, type Ledger, openLedger, type Payment } from "@refund-rules/core"
import { type Judge, type Looking, type OnceKey, PaymentNotFound, type Scope } from "@refund-rules/engine"
import type { Store, StoreUnderTest } from "@refund-rules/testing"
import { Effect } from "effect"

export type PlantedInFile =
  | "last write lost"
  | "history cut short after reopening"
  | "keys only in memory"
  | "errands only in memory"
  | "ended errands come back after reopening"
  | "leases only in memory"
  | "opening not written"

interface Entry {
  readonly payment: Payment
  readonly events: Event[]
}
interface Post {
  readonly scope: Scope
  readonly paymentId: string
  readonly id: string
  readonly refundId: string
  until: number
  ended: boolean
}
interface Document {
  readonly entries: Record<string, Entry>
  readonly answers: Record<string, { readonly fingerprint: string; readonly answer: unknown }>
  readonly outbox: Post[]
}

const empty: Document = { entries: {}, answers: {}, outbox: [] }

const place = (scope: Scope, ...rest: readonly string[]): string =>
  JSON.stringify([scope.merchant, scope.mode, ...rest])

/** What a process that comes later finds in a file, where something is wrong with it. */
const found = (planted: PlantedInFile | "none", { answers, entries, outbox }: Document): Document => {
  switch (planted) {
    case "history cut short after reopening":
      for (const entry of Object.values(entries)) entry.events.splice(3)
      return { answers, entries, outbox }
    case "keys only in memory":
      return { answers: {}, entries, outbox }
    case "errands only in memory":
      return { answers, entries, outbox: [] }
    case "ended errands come back after reopening":
      return { answers, entries, outbox: outbox.map((post) => ({ ...post, ended: false })) }
    case "leases only in memory":
      return { answers, entries, outbox: outbox.map((post) => ({ ...post, until: 0 })) }
    case "last write lost":
    case "opening not written":
    case "none":
      return { answers, entries, outbox }
  }
}

export const fileStore = (planted: PlantedInFile | "none" = "none"): StoreUnderTest => {
  const folder = mkdtempSync(join(tmpdir(), "store-"))
  const file = join(folder, "store.json")
  const load = (): Document => JSON.parse(readFileSync(file, "utf8")) as Document
  writeFileSync(file, JSON.stringify(empty))
  const openFile = (document: Document): Store => {
    let before = JSON.stringify(document)
    const save = (): void => {
      const now = JSON.stringify(document)
      writeFileSync(`${file}.new`, planted === "last write lost" ? before : now)
      renameSync(`${file}.new`, file)
      before = now
    }
    return storeOver(document, save, planted)
  }
  return {
    store: openFile(load()),
    reopen: () => openFile(found(planted, load())),
    close: () => rmSync(folder, { recursive: true }),
  }
}

const ledgerOf = ({ events, payment }: Entry): Ledger => events.reduce(evolve, openLedger(payment))

const storeOver = (document: Document, save: () => void, planted: PlantedInFile | "none"): Store => {
  const { answers, entries, outbox } = document
  const entryOf = (scope: Scope, paymentId: string) =>
    Effect.fromNullishOr(entries[place(scope, paymentId)]).pipe(
      Effect.mapError(() => new PaymentNotFound({ paymentId, retry: "never" })),
    )
  const apply = <A>(scope: Scope, paymentId: string, entry: Entry, judge: Judge<A>, looking?: Looking): A => {
    const isOurs = (post: Post): boolean => place(post.scope, post.paymentId) === place(scope, paymentId)
    const isErrandOpen = outbox.some((post) => isOurs(post) && post.id === looking?.errand && !post.ended)
    const { answer, ended = [], errands = [], events } = judge(ledgerOf(entry), { isErrandOpen })
    entry.events.push(...events)
    for (const errand of errands) outbox.push({ ...errand, scope, paymentId, until: 0, ended: false })
    for (const post of outbox) if (isOurs(post) && ended.includes(post.id)) post.ended = true
    return answer
  }
  return {
    open: (scope, payment, beginning) =>
      Effect.sync(() => {
        const isNew = entries[place(scope, payment.id)] === undefined
        const entry = (entries[place(scope, payment.id)] ??= { payment, events: [] })
        if (isNew && beginning !== undefined) apply(scope, payment.id, entry, beginning)
        if (planted !== "opening not written") save()
        return { ledger: ledgerOf(entry), isNew }
      }),
    read: (scope, paymentId) => Effect.map(entryOf(scope, paymentId), ledgerOf),
    history: (scope, paymentId) => Effect.map(entryOf(scope, paymentId), ({ events }) => [...events]),
    change: (scope, paymentId, judge, looking) =>
      Effect.map(entryOf(scope, paymentId), (entry) => {
        const answer = apply(scope, paymentId, entry, judge, looking)
        save()
        return answer
      }),
    changeOnce: <A>(scope: Scope, key: OnceKey, paymentId: string, judge: Judge<A>) =>
      Effect.map(entryOf(scope, paymentId), (entry) => {
        const at = place(scope, key.door, key.key)
        const known = answers[at]
        if (known !== undefined && known.fingerprint !== key.fingerprint) return { _tag: "Reused" as const }
        if (known !== undefined) return { _tag: "Replayed" as const, answer: known.answer as A }
        const answer = apply(scope, paymentId, entry, judge)
        answers[at] = { fingerprint: key.fingerprint, answer }
        save()
        return { _tag: "Done" as const, answer }
      }),
    lease: (_worker, seconds, atMost) =>
      Effect.sync(() => {
        const free = outbox.filter(({ ended, until }) => !ended && until <= Date.now()).slice(0, atMost)
        for (const post of free) post.until = Date.now() + seconds * 1000
        save()
        return free.map(({ id, paymentId, refundId, scope }) => ({ scope, paymentId, errand: { id, refundId } }))
      }),
  }
}
