import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { Gateway, Outcome, ProviderFact, Sending } from "@refund-rules/engine"
import { type Answering, patienceWith, says, type Seen, silence, withServer } from "@refund-rules/harness/answering"
import { Effect, Redacted } from "effect"
import { describe, it } from "vitest"
import { dollrGateway } from "../src/index.ts"
import { sendingOf } from "./sending.ts"

type GatewayService = (typeof Gateway)["Service"]

const session = { id: 55, original_payment_intent_id: 77, amount: 40, status: "ACTIVE" }
const executionOf = (body: string, more: object = {}) => ({
  reference_id: (JSON.parse(body) as { reference_id: string }).reference_id,
  status: "COMPLETED",
  payer_amount: 40,
  payer_currency: "USD",
  payee_amount: 40,
  payee_currency: "USD",
  operation_type: "REFUND",
  ...more,
})
const executed =
  (more: object = {}): Answering =>
  (response, seen) =>
    says(200, executionOf(seen.body, more))(response, seen)
const token = says(200, { access_token: "jwt_1", expires_in: 60 })
const fault = (type: string) => ({ detail: [{ loc: ["body", "amount"], msg: "no", type }] })

interface Dollr {
  readonly token?: Answering
  readonly session?: Answering
  readonly execution?: Answering
  readonly status?: Answering
}

/** A Dollr that answers as it is told, while a gateway is used. */
const withDollr = <A>(
  { execution = executed(), session: opening = says(200, session), status, token: given = token }: Dollr,
  use: (gateway: GatewayService) => Effect.Effect<A>,
): Promise<{ readonly value: A; readonly seen: readonly Seen[] }> => {
  const answers: Readonly<Record<string, Answering>> = {
    "/v1/jwt/client/obtain/token": given,
    "/v1/sessions/refund": opening,
    "/v1/executions/refund": execution,
  }
  return withServer(
    (response, request) => {
      const answer = answers[request.url] ?? status ?? says(404, { detail: "Refund not found" })
      answer(response, request)
    },
    async (url, seen) => {
      const timeoutMs = patienceWith(execution, opening, status, given)
      const settings = { url: `${url}/`, clientId: "me", clientSecret: Redacted.make("canary"), timeoutMs }
      const using = Effect.flatMap(dollrGateway(settings), use)
      return { value: await Effect.runPromise(Effect.provide(using, NodeHttpClient.layerUndici)), seen }
    },
  )
}

const told = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Acknowledged":
      return `Acknowledged ${outcome.fact.status}`
    case "NotNow":
      return `NotNow ${outcome.retryAfterSeconds}`
    case "Refused":
      return `Refused ${outcome.code}`
    case "NotSent":
    case "Unknown":
    case "Misconfigured":
      ok(!outcome.cause.includes("canary"), "a cause tells the secret")
      return outcome._tag
  }
}

const sent = async (dollr: Dollr, sending: Sending = sendingOf()): Promise<string> =>
  told((await withDollr(dollr, (gateway) => gateway.send(sending))).value)

describe("what Dollr says of an execution is taken for what it is worth", () => {
  it.each<readonly [string, Answering, string]>([
    ["one that completed", executed(), "Acknowledged succeeded"],
    ["one that is under way", executed({ status: "PROCESSING" }), "Acknowledged pending"],
    ["one that failed", executed({ status: "FAILED" }), "Acknowledged failed"],
    ["a state that nobody knows", executed({ status: "ON_ITS_WAY" }), "Acknowledged pending"],
    [
      "one that waits for the payer",
      executed({ status: "PROCESSING", requires_action: true }),
      "Acknowledged requires_action",
    ],
    ["members to come", executed({ later: [1] }), "Acknowledged succeeded"],
    ["another amount", executed({ payer_amount: 41, payee_amount: 41 }), "Unknown"],
    ["an amount as text", executed({ payer_amount: "40", payee_amount: "40" }), "Unknown"],
    ["another currency", executed({ payer_currency: "EUR", payee_currency: "EUR" }), "Unknown"],
    ["another reference", executed({ reference_id: "550e8400-e29b-41d4-a716-446655440000" }), "Unknown"],
    ["a page", says(200, "<html>"), "Unknown"],
    ["500", says(500, { detail: "Internal Server Error" }), "Unknown"],
    ["a conflict", says(409, { detail: "busy" }), "Unknown"],
    ["a hang-up", (response) => void response.destroy(), "Unknown"],
    ["silence", silence, "Unknown"],
    ["a redirect", says(307, "", { location: "/elsewhere" }), "Unknown"],
    ["a proxy's 422", says(422, "<html>"), "Unknown"],
    ["a no", says(422, fault("already_refunded")), "Refused already_refunded"],
    ["a no in a sentence", says(404, { detail: "Session not found" }), "Refused status_404"],
    ["no such address", says(404, { detail: "Not Found" }), "Misconfigured"],
    ["a merchant that is not verified", says(403, { detail: "Forbidden" }), "Misconfigured"],
    ["a token that is never good", says(401, { detail: "Could not validate credentials" }), "Misconfigured"],
    ["too many requests", says(429, { detail: "slow" }, { "retry-after": "7" }), "NotNow 7"],
  ])("%s", async (_, execution, expected) => strictEqual(await sent({ execution }), expected))
})

describe("what Dollr says of a session is never in doubt", () => {
  it.each<readonly [string, Answering, string]>([
    ["silence", silence, "NotNow undefined"],
    ["500", says(500, ""), "NotNow undefined"],
    ["a page", says(200, "<html>"), "NotNow undefined"],
    ["a proxy's 422", says(422, "<html>"), "NotNow undefined"],
    ["another amount", says(200, { ...session, amount: 41 }), "Misconfigured"],
    ["another payment", says(200, { ...session, original_payment_intent_id: 78 }), "Misconfigured"],
    ["a no", says(422, fault("insufficient_balance")), "Refused insufficient_balance"],
    ["too many requests", says(429, "", { "retry-after": "3" }), "NotNow 3"],
  ])("%s", async (_, opening, expected) => {
    const { seen, value } = await withDollr({ session: opening }, (gateway) => gateway.send(sendingOf()))
    strictEqual(told(value), expected)
    ok(!seen.some(({ url }) => url.includes("executions")), "it was executed all the same")
  })
  it("but a no to a later attempt is", async () => {
    const later = sendingOf({ attempt: 2, updatedAt: "2026-01-01T00:00:00.000Z" })
    const { value } = await withDollr({ session: says(422, fault("x")) }, (gateway) =>
      Effect.andThen(gateway.find(later), gateway.send(later)),
    )
    strictEqual(told(value), "Unknown")
  })
})

describe("a token", () => {
  it("is obtained once, used by all, and never told", async () => {
    const { seen } = await withDollr({}, (gateway) =>
      Effect.all(
        Array.from({ length: 5 }, () => gateway.find(sendingOf())),
        { concurrency: "unbounded" },
      ),
    )
    strictEqual(seen.filter(({ url }) => url.includes("token")).length, 1)
    deepStrictEqual(JSON.parse(seen[0]!.body), { client_id: "me", client_secret: "canary" })
    ok(seen.slice(1).every(({ headers }) => headers.authorization === "Bearer jwt_1"))
  })
  it("is obtained anew where it ends soon, and once where it is refused", async () => {
    let count = 0
    const numbered: Answering = (response, seen) =>
      says(200, { access_token: `jwt_${++count}`, expires_in: 4 })(response, seen)
    const short = await withDollr({ token: numbered }, (gateway) => gateway.send(sendingOf()))
    strictEqual(short.seen.filter(({ url }) => url.includes("token")).length, 2)
    const refusing: Answering = (response, seen) =>
      (seen.headers.authorization === "Bearer jwt_0" ? says(401, { detail: "x" }) : executed())(response, seen)
    let next = 0
    const again: Answering = (response, seen) =>
      says(200, { access_token: `jwt_${next++}`, expires_in: 60 })(response, seen)
    const { seen, value } = await withDollr({ token: again, execution: refusing }, (gateway) =>
      gateway.send(sendingOf()),
    )
    strictEqual(told(value), "Acknowledged succeeded")
    strictEqual(seen.filter(({ url }) => url.includes("executions")).length, 2)
  })
  it.each<readonly [string, Answering, string]>([
    ["silence", silence, "NotNow undefined"],
    ["a wrong secret", says(401, { detail: "no" }), "Misconfigured"],
    ["a client nobody knows", says(404, { detail: "no" }), "Misconfigured"],
    ["500", says(500, ""), "NotNow undefined"],
    ["something else", says(200, { token: "x" }), "NotNow undefined"],
  ])("that is not given says nothing of the refund: %s", async (_, given, expected) => {
    strictEqual(await sent({ token: given }), expected)
    const { value } = await withDollr({ token: given }, (gateway) => gateway.find(sendingOf()))
    strictEqual(value, "unknown")
  })
})

describe("a refund is sent", () => {
  it("as a session and its execution, with the amount to the last digit", async () => {
    const captured = 9_007_199_254_740_991
    const sending = sendingOf({ payment: { captured }, ask: { amount: captured, note: "whole" } })
    const whole = says(200, JSON.stringify(session).replace(":40", ":90071992547409.91"))
    const { seen } = await withDollr({ session: whole }, (gateway) => gateway.send(sending))
    const [, opening, execution] = seen
    match(
      opening!.body,
      /^\{"original_payment_intent_id":77,"amount":90071992547409\.91,"reason":"whole","expires_at":"/,
    )
    const { reference_id: reference, ...rest } = JSON.parse(execution!.body) as Record<string, string>
    deepStrictEqual(rest, { session_id: "55" })
    match(String(reference), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
  it("with the same session and the same reference on every attempt", async () => {
    const { seen } = await withDollr({ execution: silence }, (gateway) =>
      Effect.andThen(gateway.send(sendingOf()), gateway.send(sendingOf({ attempt: 2 }))),
    )
    const executions = seen.filter(({ url }) => url.includes("executions"))
    strictEqual(executions.length, 2)
    strictEqual(executions[0]!.body, executions[1]!.body)
    strictEqual(seen.filter(({ url }) => url.includes("sessions")).length, 1)
  })
  it("not again where the session of an earlier attempt is not known, and not without a name", async () => {
    const { seen, value } = await withDollr({}, (gateway) => gateway.send(sendingOf({ attempt: 2 })))
    deepStrictEqual([told(value), seen.length], ["Unknown", 0])
    strictEqual(await sent({}, sendingOf({ payment: { references: {} } })), "Misconfigured")
  })
})

describe("a look-up", () => {
  const found = async (dollr: Dollr, sending: Sending): Promise<ProviderFact | undefined | "unknown"> =>
    (await withDollr(dollr, (gateway) => gateway.find(sending))).value
  const absent = { status: says(404, { detail: "Refund not found" }) }
  const long = "2026-01-01T00:00:00.000Z"

  it("asks by the reference, which never changes", async () => {
    let reference = ""
    const status: Answering = (response, { url }) => {
      reference = url.split("/").at(-1)!
      says(200, executionOf(JSON.stringify({ reference_id: reference.toUpperCase() })))(response, {} as Seen)
    }
    const fact = await found({ status }, sendingOf())
    deepStrictEqual(fact, { providerRefundId: reference, status: "succeeded", amount: 4000, currency: "USD" })
    const known = await found({ status }, sendingOf({ providerRefundId: reference }))
    deepStrictEqual(known, fact)
  })
  it("denies only what can no longer be executed", async () => {
    strictEqual(await found(absent, sendingOf()), "unknown")
    strictEqual(await found(absent, sendingOf({ updatedAt: long })), undefined)
    strictEqual(await found(absent, sendingOf({ updatedAt: long, providerRefundId: "x" })), "unknown")
  })
  it("denies while the session of the last attempt is at hand, for that one is executed once", async () => {
    const { value } = await withDollr({ ...absent, execution: silence }, (gateway) =>
      Effect.andThen(gateway.send(sendingOf()), gateway.find(sendingOf())),
    )
    strictEqual(value, undefined)
  })
  it("lets another session be opened only after it denied", async () => {
    const later = sendingOf({ attempt: 2, updatedAt: long })
    const { seen, value } = await withDollr(absent, (gateway) =>
      Effect.andThen(gateway.find(later), gateway.send(later)),
    )
    strictEqual(told(value), "Acknowledged succeeded")
    strictEqual(seen.filter(({ url }) => url.includes("sessions")).length, 1)
  })
  it.each<readonly [string, Answering]>([
    ["500", says(500, { detail: "x" })],
    ["a wrong address", says(404, { detail: "Not Found" })],
    ["a proxy's 404", says(404, "<html>")],
    ["a page", says(200, "<html>")],
    ["another reference", says(200, executionOf('{"reference_id":"other"}'))],
    ["silence", silence],
  ])("does not deny on %s", async (_, status) => {
    strictEqual(await found({ status }, sendingOf({ updatedAt: long })), "unknown")
  })
})
