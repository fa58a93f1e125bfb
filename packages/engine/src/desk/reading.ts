/** What the desk only passes on: events as they became durable, the end of what is personal, and the proof of the whole store. */
import { Effect } from "effect"
import type { Caller, RefundDeskShape } from "../RefundDeskShape.ts"
import { orNotFound } from "./answering.ts"
import type { Ports } from "./Ports.ts"

export const reading = (ports: Ports): Pick<RefundDeskShape, "erasePersonalData" | "events" | "verify"> => ({
  events: Effect.fn("RefundDesk.events")(function* ({ scope }: Caller, of, limit: number) {
    const events = yield* ports.records.events(scope, of, limit)
    if (events.length === 0 && of.paymentId !== undefined) yield* orNotFound(ports.store.read(scope, of.paymentId))
    return events
  }),
  erasePersonalData: Effect.fn("RefundDesk.erasePersonalData")(({ scope }: Caller, customerId: string) =>
    ports.records.erasePersonal(scope, customerId),
  ),
  verify: ports.records.verify,
})
