/** Puts the desk together from its parts: each answers for some of its methods, all of them over the same ports. */
import { Effect } from "effect"
import type { RefundDeskShape } from "../RefundDeskShape.ts"
import { payments } from "./payments.ts"
import { type DeskSettings, ports } from "./Ports.ts"
import { requests } from "./requests.ts"
import { refunds } from "./refunds.ts"
import { sessions } from "./sessions.ts"
import { truth } from "./truth.ts"
import { reading } from "./reading.ts"

export const refundDesk = Effect.fnUntraced(function* (settings: DeskSettings) {
  const gathered = yield* ports(settings)
  const desk: RefundDeskShape = {
    ...payments(gathered),
    ...requests(gathered),
    ...refunds(gathered),
    ...sessions(gathered),
    ...truth(gathered),
    ...reading(gathered),
  }
  return desk
})
