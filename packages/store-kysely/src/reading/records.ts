/** The port `Records` over programs: each list one indexed query, each record found by its id. */
import {
  type Invalid,
  type Page,
  type Paging,
  type RecordedEvent,
  type Records,
  type Scope,
  type StoreUnavailable,
} from "@refund-rules/engine"
import type { Effect } from "effect"
import { erasePersonal, findPersonal } from "../programs/personal.ts"
import { resolveIncident } from "../programs/incidents.ts"
import type { Shelf } from "../programs/Shelf.ts"
import { type About, answered, programsOn, running, type Runner } from "../Runner.ts"
import type { Steps } from "../Statement.ts"
import { disputeIn, eventIn, type IncidentRow, incidentIn, paymentIn, refundIn, sessionIn } from "./rows.ts"
import { named } from "./named.ts"
import { page } from "./page.ts"
import { verify } from "./verify.ts"

type Service = (typeof Records)["Service"]

export const records = (runner: Runner, shelf: Shelf): Service => ({
  ...lists(runner, shelf),
  ...singles(runner, shelf),
  verify: verify(runner, shelf),
})

const lists = (runner: Runner, shelf: Shelf): Pick<Service, "payments" | "refunds" | "sessions" | "incidents"> => {
  const read = running(runner, "read")
  const list =
    <Row, A>(table: "payment" | "refund" | "session" | "incident", told: (row: Row) => A) =>
    (scope: Scope, filter: object, paging: Paging): Effect.Effect<Page<A>, Invalid | StoreUnavailable> =>
      answered<Invalid>()(
        read(() => page(shelf, table, scope, filter, paging, told), { merchant: scope.merchant, isList: true }),
      )
  return {
    payments: list("payment", paymentIn),
    refunds: list("refund", refundIn),
    sessions: list("session", sessionIn),
    incidents: list("incident", (row: IncidentRow) => incidentIn(row)),
  }
}

type Singles = Omit<Service, "payments" | "refunds" | "sessions" | "incidents" | "verify">

const singles = (runner: Runner, shelf: Shelf): Singles => {
  const { statements } = shelf
  const { ordered, reading } = statements
  const { read, write } = programsOn(runner)
  const first = <Row, A>(steps: () => Steps<Row | undefined>, told: (row: Row) => A, about?: About) =>
    read(function* () {
      const row = yield* steps()
      return row === undefined ? undefined : told(row)
    }, about)
  return {
    refund: ({ merchant, mode }, id) => first(() => reading.refund({ merchant, mode, id }), refundIn, { merchant }),
    session: ({ merchant, mode }, id) => first(() => reading.session({ merchant, mode, id }), sessionIn, { merchant }),
    dispute: ({ merchant, mode }, id) => first(() => reading.dispute({ merchant, mode, id }), disputeIn, { merchant }),
    paymentNamed: (scope, provider, references) =>
      read(() => named(shelf, scope, provider, references), { merchant: scope.merchant }),
    sessionsEnded: (asOf, limit) =>
      read(function* () {
        const rows = yield* ordered.sessionsEnded({ asOf, limit })
        return rows.map(({ id, merchant, mode, payment_id: paymentId }) => ({
          scope: { merchant, mode },
          paymentId,
          sessionId: id,
        }))
      }),
    events: (scope, filter, limit) => read(() => eventsIn(shelf, scope, filter, limit), { merchant: scope.merchant }),
    resolveIncident: (scope, id, by) =>
      write(() => resolveIncident(shelf, scope, id, by), { merchant: scope.merchant }),
    personal: (scope, names) => read(() => findPersonal(shelf, scope, names), { merchant: scope.merchant }),
    erasePersonal: (scope, customerId) =>
      write(() => erasePersonal(shelf, scope, customerId), { merchant: scope.merchant, isErasing: true }),
    latest: first(
      () => statements.event.latest({}),
      ({ value }) => (value === "" ? undefined : value),
    ),
  }
}

function* eventsIn(
  { statements: { ordered } }: Shelf,
  { merchant, mode }: Scope,
  { after = 0, paymentId }: Parameters<Service["events"]>[1],
  limit: number,
): Steps<readonly RecordedEvent[]> {
  const rows =
    paymentId === undefined
      ? yield* ordered.events({ merchant, mode, after, limit })
      : yield* ordered.eventsOf({ merchant, mode, payment: paymentId, after, limit })
  return rows.map((row) => eventIn({ merchant, mode }, row))
}
