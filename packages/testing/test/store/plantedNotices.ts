/** A book of notices in memory with one fault planted in front of it. */
import type { Notice, NoticeWaiting, Scope } from "@refund-rules/engine"
import { memoryDesk, type NoticeBookUnderTest } from "@refund-rules/testing"
import { Effect } from "effect"

type Book = NoticeBookUnderTest["notices"]

const renamed = (notice: Notice, id: string): Notice => ({ ...notice, id })
const everywhere: Scope = { merchant: "shop", mode: "test" }
const firstOf = (notice: Notice): Notice => {
  const [name = ["", ""]] = Object.entries(notice.tells?.references ?? {})
  return notice.tells === undefined
    ? notice
    : { ...notice, tells: { ...notice.tells, references: { [name[0]]: name[1] } } }
}

let count = 0

/** What each fault makes of a book that has none. */
const faults = {
  "kept each time": (book, made) => ({
    ...book,
    // The id is told apart in the book, and shown as it came.
    keep: (scope, notice, at) => book.keep(scope, renamed(notice, `${notice.id} ${++count}`), at),
    due: (at, atMost) => Effect.map(made.notices.due(at, atMost), shownAsTheyCame),
  }),
  "taken forgotten": (book) => ({
    ...book,
    keep: (scope, notice, at) => Effect.map(book.keep(scope, notice, at), (kept) => ({ ...kept, isTaken: false })),
  }),
  "taken as soon as it comes": (book) => ({
    ...book,
    keep: (scope, notice, at) => Effect.tap(book.keep(scope, notice, at), () => book.take(scope, notice, "p1")),
  }),
  "taken comes again": (book) => ({ ...book, take: () => Effect.void }),
  "what tells nothing waits": (book) => ({
    ...book,
    keep: (scope, notice, at) =>
      Effect.map(book.keep(scope, notice, at), (kept) => (notice.tells === undefined ? { isTaken: false } : kept)),
  }),
  "one id for all providers": (book) => ({
    ...book,
    keep: (scope, notice, at) => book.keep(scope, { ...notice, provider: "sandbox" }, at),
  }),
  "one id for all merchants": (book) => ({
    ...book,
    keep: (_scope, notice, at) => book.keep(everywhere, notice, at),
  }),
  "taken in every merchant": (book) => ({
    ...book,
    take: (_scope, notice, paymentId) => book.take(everywhere, notice, paymentId),
  }),
  "no incident": (book) => ({
    ...book,
    // A payment seems to be there, so that nobody is told.
    keep: (scope, notice, at) => book.keep(scope, { ...notice, tells: undefined } as never, at),
  }),
  "incident stays open": (book, { records }) => ({
    ...book,
    take: (scope, notice, paymentId) =>
      Effect.andThen(book.take(scope, notice, paymentId), reopened(records, book, scope)),
  }),
  "orphan although its payment is there": (book) => ({
    ...book,
    keep: (scope, notice, at) => Effect.map(book.keep(scope, notice, at), ({ isTaken }) => ({ isTaken })),
  }),
  "found by its first name only": (book) => ({
    ...book,
    keep: (scope, notice, at) => book.keep(scope, firstOf(notice), at),
  }),
  "found by a name of another provider": (book) => ({
    ...book,
    orphans: (scope, _provider, names) => book.orphans(scope, "sandbox", names),
  }),
  "found for every merchant": (book) => ({
    ...book,
    orphans: (_scope, provider, names) => book.orphans(everywhere, provider, names),
  }),
  "orphans newest first": (book) => ({
    ...book,
    orphans: (scope, provider, names) =>
      Effect.map(book.orphans(scope, provider, names), (found) => found.toReversed()),
  }),
  "due at once": (book) => ({ ...book, due: (_at, atMost) => book.due("2030-01-01T00:00:00.000Z", atMost) }),
  "all that are due": (book) => ({ ...book, due: (at) => book.due(at, 1000) }),
  "not put off": (book) => ({
    ...book,
    putOff: (waiting, _until, told) => book.putOff(waiting, "2026-01-01T00:01:00.000Z", told),
  }),
  "told of never": (book) => ({ ...book, putOff: (waiting, until) => book.putOff(waiting, until) }),
  "never tried again": (book) => ({ ...book, due: () => Effect.succeed([]) }),
  "kept only in memory": (book) => book,
} satisfies Readonly<Record<string, (book: Book, made: ReturnType<typeof memoryDesk>) => Book>>

export type PlantedNotice = keyof typeof faults

const shownAsTheyCame = (waiting: readonly NoticeWaiting[]): readonly NoticeWaiting[] =>
  waiting.map((one) => ({ ...one, notice: { ...one.notice, id: one.notice.id.split(" ")[0]! } }))

/** Another one is opened for each that was closed. */
const reopened = (records: NoticeBookUnderTest["records"], book: Book, scope: Scope) =>
  Effect.flatMap(Effect.orDie(records.incidents(scope, { status: "resolved" }, { limit: 10 })), ({ items }) =>
    Effect.forEach(
      items,
      ({ id }) =>
        book.keep(
          scope,
          { provider: "other", id, type: "", tells: { references: {}, fact } },
          "2026-01-01T00:00:00.000Z",
        ),
      { discard: true },
    ),
  )

const fact = { providerRefundId: "re_1", status: "succeeded", amount: 1, currency: "EUR" } as const

export const plantedNotices = (planted: PlantedNotice | "none"): NoticeBookUnderTest => {
  const made = memoryDesk()
  if (planted === "none") return made
  const notices = faults[planted](made.notices, made)
  return { ...made, notices, ...(planted === "kept only in memory" ? { reopen: async () => memoryDesk() } : {}) }
}
