/** The port `Backlog` over programs: all queues as they were at one moment. */
import type { Backlog, Queue } from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { answered, running, type Runner } from "./Runner.ts"

export const backlog = (runner: Runner, { now, statements }: Shelf): (typeof Backlog)["Service"] => ({
  queues: answered<never>()(
    running(runner, "read")(
      function* () {
        const { backlog, lease } = statements
        const at = yield* lease.now(now)
        const queueOf = (name: Queue["name"], row: Row | undefined): Queue => ({
          name,
          waiting: Number(row?.waiting ?? 0),
          oldestMilliseconds: Math.max(0, at - instantOf(row?.oldest, at)),
        })
        return [
          queueOf("errands", yield* backlog.errands({ now: at })),
          queueOf("messages", yield* backlog.messages({})),
          queueOf("notices", yield* backlog.notices({})),
          queueOf("incidents", yield* backlog.incidents({})),
        ]
      },
      { isList: true },
    ),
  ),
})

/** Databases give counts as text, and nothing for the least of nothing. */
interface Row {
  readonly waiting: number | string | bigint
  readonly oldest: number | string | null
}

const instantOf = (oldest: Row["oldest"] | undefined, otherwise: number): number => {
  if (oldest === undefined || oldest === null) return otherwise
  const written = Number(oldest)
  return Number.isNaN(written) ? Date.parse(String(oldest)) : written
}
