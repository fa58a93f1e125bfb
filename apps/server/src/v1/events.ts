/** Answers `/v1/events`: everything that happened, page by page or as it comes. */
import type { ServerResponse } from "node:http"
import { Feed, type FeedPlace } from "@refund-rules/engine"
import { Effect } from "effect"
import { eventStream, eventStreamHeaders } from "../feed/eventStream.ts"
import { FIRST, markOf, newestMark, placeAt, toldOutside } from "../feed/marks.ts"
import { News } from "../feed/News.ts"
import { Readiness } from "../lifecycle/Readiness.ts"
import { pageOf } from "./answers.ts"
import { cutAt, inParts } from "./inParts.ts"
import { invalid, problem } from "./Problem.ts"
import { oneOf, paging, readQuery } from "./readQuery.ts"
import type { Answer, Asked, Fault, Route } from "./Route.ts"

/** Streams that are open at once, of one merchant and in this process. */
const AT_ONCE_OF_ONE = 20
const AT_ONCE = 500

const parameters = { ...paging, from: oneOf("first", "now") }

/** The routes of events. */
export const events = Effect.gen(function* () {
  const around: Around = { feed: yield* Feed, news: yield* News, readiness: yield* Readiness, open: new Map() }
  return [
    {
      method: "GET",
      path: "/v1/events",
      scope: "read",
      body: "none",
      key: "repeatable",
      takesQuery: true,
      streams: true,
      answer: (asked) => answer(around, asked),
    },
  ] as readonly Route[]
})

interface Around {
  readonly feed: (typeof Feed)["Service"]
  readonly news: (typeof News)["Service"]
  readonly readiness: (typeof Readiness)["Service"]
  /** How many streams each merchant has open. */
  readonly open: Map<string, number>
}

const answer = Effect.fnUntraced(function* (around: Around, asked: Asked): Effect.fn.Return<Answer, Fault> {
  const { cursor, from = "first", limit = 50 } = yield* readQuery(asked.query, parameters)
  const { feed } = around
  const { scope } = asked.caller
  const { listening } = asked
  // A reader that comes back says where it was, whatever it first asked for.
  const mark = listening?.lastEventId ?? cursor
  const begin =
    mark === undefined
      ? yield* from === "now" ? newestMark(feed, scope) : Effect.succeed(atFirst)
      : { mark, place: yield* placeAt(feed, scope, mark) }
  const { place } = begin
  if (place === undefined) return yield* listening?.lastEventId === undefined ? unknownCursor : unknownMark
  if (listening !== undefined) {
    if (isFull(around.open, scope.merchant)) return yield* busy
    const { feed, news, open, readiness } = around
    const { isHeld } = listening
    const writing = eventStream({
      feed,
      news,
      scope,
      from: place,
      mark: begin.mark,
      isHeld,
      stopping: readiness.stopped,
    })
    const stream = (response: ServerResponse) => counted(open, scope.merchant, writing(response))
    return { status: 200, body: undefined, headers: eventStreamHeaders, stream }
  }
  const { items, nextCursor } = yield* inParts({ limit, cursor: place }, ({ cursor: after, limit: atOnce }) =>
    Effect.map(feed.read({ scope, after: after ?? place }, atOnce + 1), (found) =>
      cutAt(atOnce, found, (last) => last.place),
    ),
  )
  const last = nextCursor === undefined ? undefined : items.at(-1)
  return pageOf({ items, ...(last === undefined ? {} : { nextCursor: markOf(last) }) }, toldOutside)
})

const atFirst = { mark: FIRST, place: { position: 0, turn: 0 } satisfies FeedPlace }

const unknownCursor = invalid([
  { pointer: "/cursor", code: "invalid_cursor", detail: "expected a `nextCursor` of this list, or the id of an event" },
])
const unknownMark = problem("invalid_header", "`last-event-id` is the id of no event of this feed")

const busy = problem("busy", "as many streams are open as may be: close one, or ask again in a moment", {
  headers: { "retry-after": "5" },
})

const isFull = (open: Around["open"], merchant: string): boolean =>
  (open.get(merchant) ?? 0) >= AT_ONCE_OF_ONE || [...open.values()].reduce((all, one) => all + one, 0) >= AT_ONCE

const counted = (open: Around["open"], merchant: string, stream: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.acquireUseRelease(
    Effect.sync(() => void open.set(merchant, (open.get(merchant) ?? 0) + 1)),
    () => stream,
    () =>
      Effect.sync(() => {
        const left = (open.get(merchant) ?? 1) - 1
        if (left === 0) open.delete(merchant)
        else open.set(merchant, left)
      }),
  )
