/** `refund quote` and `refund create`: an ask on a stored payment, priced, or decided and held. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import type { Decision } from "@refund-rules/core"
import type { RefundView } from "@refund-rules/engine"
import type { Held } from "../../front/Front.ts"
import { frontFlags, withFront } from "../../front/withFront.ts"
import { type Answer, give } from "../../manners/answer.ts"
import { decisionText } from "../../try/decisionText.ts"
import { askFlags, onceFlag, onceOf, paymentArgument, readAsk } from "../asking.ts"
import { refundText } from "./refundText.ts"

export const quoteStoredCommand = Command.make(
  "quote",
  { payment: paymentArgument, ...askFlags, ...frontFlags },
  Effect.fnUntraced(function* (input) {
    const ask = yield* readAsk(input)
    const decision = yield* withFront(input, (front) => front.quote({ paymentId: input.payment, ask }))
    yield* give({
      json: decision,
      text: (ink, columns) => decisionText(decision, ink, columns),
      exit: decision._tag === "Refuse" ? 1 : 0,
    })
  }),
).pipe(
  Command.withDescription("Price and decide a refund of a stored payment, without holding anything"),
  Command.withShortDescription("Price a refund, holding nothing"),
  Command.withExamples([
    {
      command: "refund-rules refund quote pay-1 --amount 1000 --reason requested_by_customer --db shop/refunds.db",
      description: "What would happen",
    },
  ]),
)

export const createCommand = Command.make(
  "create",
  { payment: paymentArgument, ...askFlags, once: onceFlag, ...frontFlags },
  Effect.fnUntraced(function* (input) {
    const ask = yield* readAsk(input)
    const key = onceOf(input.once, ["request", input.payment, ask])
    yield* give(told(yield* withFront(input, (front) => front.request({ key, paymentId: input.payment, ask }))))
  }),
).pipe(
  Command.withDescription(
    "Decide a refund and hold its money; exits 1 where it is refused. A server that runs on the same database sends it",
  ),
  Command.withShortDescription("Decide a refund and hold its money"),
  Command.withExamples([
    {
      command:
        "refund-rules refund create pay-1 --amount 1000 --reason requested_by_customer --once order-1001 --db shop/refunds.db",
      description: "Run twice, it refunds once",
    },
  ]),
)

const told = (answer: Held<RefundView>): Answer =>
  answer._tag === "Refused"
    ? refused(answer.decision, answer)
    : { json: { replayed: answer.replayed, refund: answer.view }, text: (ink) => refundText(answer.view, ink) }

/** A refusal is an answer: what is wrong, and what could be had. */
export const refused = (decision: Decision, json: object): Answer => ({
  json,
  text: (ink, columns) => decisionText(decision, ink, columns),
  exit: 1,
})
