/** Answers as Pier does, for clients that know nothing of us. */
import {
  askedRefund,
  bodyOf,
  type FacadeReply,
  type FacadeSettings,
  facadeWith,
  FieldFault,
  headerOf,
  readFields,
  type Route,
  Said,
  secretOf,
  textOf,
  type Trouble,
  wholeOf,
} from "@refund-rules/provider-kit"
import { explain } from "@refund-rules/core"
import { Effect } from "effect"
import { refundOut } from "./mapping.ts"

const reply = (status: number, problem: string): FacadeReply => ({ status, body: { problem }, headers: {} })

const problem = (status: number, words: string): Said => new Said({ reply: reply(status, words) })

const readers = { key: textOf(100), payment: textOf(100), cents: wholeOf(1, Number.MAX_SAFE_INTEGER) }

const create: Route = {
  method: "POST",
  path: "/refunds",
  scope: "refunds:write",
  operate: (stay) =>
    Effect.gen(function* () {
      const { caller, services } = stay
      const object = bodyOf(stay.call)
      const body = object instanceof FieldFault ? object : readFields(object, readers)
      if (body instanceof FieldFault) return yield* problem(422, `${body.at} ${body.message}`.trim())
      const paymentId = yield* services.records.paymentNamed(caller.scope, "pier", { pier: body.payment })
      if (paymentId === undefined) return yield* problem(404, "no_such_payment")
      const ask = { amount: body.cents }
      const wanted = { door: "pier", paymentId, ask, content: body }
      // Nothing else stops a request without a decision: the key that asks may not ask for so much.
      const refund = yield* askedRefund({ ...stay, key: body.key }, wanted).pipe(
        Effect.catchTag("Conflict", () => Effect.fail(new Said({ reply: says("above the key's limit") }))),
      )
      if ("_tag" in refund) return yield* problem(422, explain(refund.decision)[1] ?? refund.code)
      return { body: refundOut(refund, body.key, body.payment) }
    }),
}

/** Total: whatever keeps a facade from its answer has one in Pier's own shape. */
const says = (trouble: Trouble): FacadeReply => {
  if (typeof trouble === "object") {
    return "lacks" in trouble ? reply(403, `lacks ${trouble.lacks}`) : reply(422, trouble.contradiction)
  }
  switch (trouble) {
    case "no key":
    case "wrong key":
      return reply(401, trouble)
    case "too often":
      return reply(429, trouble)
    case "above the key's limit":
      return reply(403, trouble)
    case "no such address":
    case "no such thing":
      return reply(404, trouble)
    case "idempotency key reused":
      return reply(409, "the key stands for another refund")
    case "idempotency key in use":
    case "unavailable":
    case "stopping":
      return reply(503, "nothing was changed: ask again with the same key")
    case "crashed":
      return reply(500, trouble)
    case "body too large":
    case "body unreadable":
    case "header twice":
    case "malformed idempotency key":
    case "not HTTP":
      return reply(400, trouble)
  }
}

export const pierFacade = ({ waitMs }: FacadeSettings) =>
  facadeWith(
    { provider: "pier", secretIn: (call) => secretOf(headerOf(call, "authorization")), routes: [create], says },
    waitMs,
  )
