/** The book of notices, counted: an incident that it opens is counted as those are that a judgement opens. */
import { NoticeBook } from "@refund-rules/engine"
import { Effect, Layer, Metric } from "effect"
import { incidents, overdueNotices } from "./measures.ts"

/** The book of the layer below, observed. */
export const observedNotices = Layer.effect(
  NoticeBook,
  Effect.map(NoticeBook, (book) => {
    const counted = Effect.withFiber((fiber) =>
      Effect.sync(() => incidents({ kind: "orphan_webhook" }).updateUnsafe(1, fiber.context)),
    )
    return NoticeBook.of({
      ...book,
      keep: (scope, notice, at) =>
        Effect.tap(book.keep(scope, notice, at), ({ opened }) => (opened ? counted : Effect.void)),
      putOff: (waiting, until, told) =>
        // Only what has waited for long is told to somebody.
        Effect.andThen(
          told === undefined ? Effect.void : Metric.update(overdueNotices, 1),
          Effect.tap(book.putOff(waiting, until, told), (opened) => (opened ? counted : Effect.void)),
        ),
    })
  }),
)
