import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import { afterAll, afterEach, beforeAll, describe, it } from "vitest"
import { rootKey } from "../serving.ts"
import { basic, face, type Facing } from "./wooshpayClient.ts"

let facing: Facing
beforeAll(async () => {
  facing = await face()
})
afterAll(() => facing.close())
afterEach(() => deepStrictEqual(facing.wrong, []))

describe("a client of WooshPay's", () => {
  it("refunds an amount it writes as a text, and reads a whole number", async () => {
    const { ask, pay, refund, retrieve } = facing
    const payment_intent = await pay()
    const given = { payment_intent, amount: "4000", reason: "resolved_dispute", metadata: { order: "7", none: "" } }
    const { body, status } = await refund(given)
    strictEqual(status, 200)
    match(body.id, /^re_/)
    ok(Math.abs(body.created - Date.now() / 1000) < 60)
    const { created: _, id, ...rest } = body
    deepStrictEqual(rest, {
      object: "refund",
      amount: 4000,
      currency: "eur",
      metadata: { order: "7" },
      payment_intent,
      reason: "resolved_dispute",
      status: "succeeded",
    })
    deepStrictEqual((await retrieve(id)).body, body)
    const { json } = await ask("GET", `/v1/refunds/ref_${id.slice(3)}`)
    strictEqual((await retrieve(json.providerRefundId)).body.id, id)
  })

  it("refunds what is left where it names no amount, and nothing after that", async () => {
    const { pay, refund } = facing
    const payment_intent = await pay()
    strictEqual((await refund({ payment_intent, amount: 2500 })).body.amount, 2500)
    strictEqual((await refund({ payment_intent })).body.amount, 7500)
    const again = await refund({ payment_intent })
    deepStrictEqual([again.status, again.body.error.code], [400, "charge_already_refunded"])
  })

  it.each([["duplicate"], ["fraudulent"], ["requested_by_customer"], ["resolved_dispute"]])(
    "gives %s as its reason, and reads it back",
    async (reason) => {
      const { pay, refund } = facing
      strictEqual((await refund({ payment_intent: await pay(), reason })).body.reason, reason)
    },
  )

  it("unsets metadata one by one, and all of it", async () => {
    const { pay, refund } = facing
    const asked = async (metadata: unknown) =>
      (await refund({ payment_intent: await pay(), amount: "1", metadata })).body.metadata
    deepStrictEqual(await asked({ a: "1", b: "" }), { a: "1" })
    deepStrictEqual(await asked(""), {})
    deepStrictEqual(await asked({}), {})
    deepStrictEqual(await asked({ constructor: "y", toString: "z" }), { constructor: "y", toString: "z" })
    const body = `{"payment_intent":"${await pay()}","metadata":{"__proto__":"x"}}`
    strictEqual((await refund(body)).status, 400)
  })

  it.each([
    ["pending", "pending"],
    ["review", "pending"],
    ["requires_action", "pending"],
    ["fail", "failed"],
    ["error_after_move", "pending"],
    ["wrong_amount", "pending"],
  ])("sees a refund whose provider does %s as %s", async (sandbox, status) => {
    const { pay, refund } = facing
    const { body } = await refund({ payment_intent: await pay(), metadata: { sandbox } })
    deepStrictEqual([body.status, body.failure_reason], [status, status === "failed" ? "unknown" : undefined])
  })

  it("sees what waits for us as pending, and what we turn down as canceled", async () => {
    const { ask, pay, refund, retrieve } = facing
    const rules = [{ id: "all", requires: { _tag: "AmountAtMost", limits: { EUR: 0 } }, otherwise: "Review" }]
    await ask("PUT", "/v1/policies/woosh-reviewed", {
      body: { id: "woosh-reviewed", bindAt: "request", rules, terms: {} },
    })
    const { body } = await refund({ payment_intent: await pay({ policyId: "woosh-reviewed" }) })
    strictEqual(body.status, "pending")
    strictEqual((await ask("POST", `/v1/refunds/ref_${body.id.slice(3)}/reject`, { body: {} })).status, 200)
    strictEqual((await retrieve(body.id)).body.status, "canceled")
  })

  it("is paid what it asks for where the terms keep a part", async () => {
    const { ask, pay, refund } = facing
    const policy = { id: "woosh-kept", bindAt: "request", rules: [], terms: { restocking: { basisPoints: 1500 } } }
    ok((await ask("PUT", "/v1/policies/woosh-kept", { body: policy })).status < 300)
    const payment_intent = await pay({ policyId: "woosh-kept" })
    for (const amount of [1000, 999, 1]) strictEqual((await refund({ payment_intent, amount })).body.amount, amount)
  })

  it("gets the same answer for the same key, and a conflict for other parameters", async () => {
    const { pay, refund } = facing
    const payment_intent = await pay()
    const first = await refund({ payment_intent, amount: "100" }, { key: "woosh one" })
    deepStrictEqual(await refund({ payment_intent, amount: "100" }, { key: "woosh one" }), first)
    const other = await refund({ payment_intent, amount: "101" }, { key: "woosh one" })
    deepStrictEqual([other.status, other.body.error.type], [409, "idempotency_error"])
    for (const wrong of [{ payment_intent: "pi_nobody" }, { payment_intent, amount: "0" }, "{"]) {
      strictEqual((await refund(wrong, { key: "woosh one" })).status, 409)
    }
    ok((await refund({ payment_intent, amount: "100" })).body.id !== first.body.id)
  })
})

describe("what is wrong is said in WooshPay's shape, and nothing is held", () => {
  it.each<readonly [string, object, number, string | undefined, string | undefined]>([
    ...["0", "01", "1.0", " 100", "100 ", "+100", "-100", "1e2", "", "ten", "9007199254740993"].map(
      (amount): [string, object, number, string, string] => [
        `the amount \`${amount}\``,
        { amount },
        400,
        "parameter_invalid_integer",
        "amount",
      ],
    ),
    ...[0, -1, 1.5, true, null, [], { a: 1 }].map((amount): [string, object, number, string, string] => [
      `the amount ${JSON.stringify(amount)} that is no text`,
      { amount },
      400,
      "parameter_invalid_integer",
      "amount",
    ]),
    ["more than there is", { amount: "10001" }, 400, undefined, "amount"],
    ["another reason", { reason: "expired_uncaptured_charge" }, 400, undefined, "reason"],
    ["no payment", { payment_intent: undefined }, 400, "parameter_missing", "payment_intent"],
    ["an empty payment", { payment_intent: "" }, 400, "parameter_invalid_empty", "payment_intent"],
    ["a payment nobody knows", { payment_intent: "pi_nobody" }, 404, "resource_missing", "payment_intent"],
    ["metadata that is a list", { metadata: [] }, 400, undefined, "metadata"],
    ["metadata that is no text", { metadata: { a: 1 } }, 400, undefined, "metadata[a]"],
    ["a value of 501 characters", { metadata: { a: "x".repeat(501) } }, 400, undefined, "metadata[a]"],
  ])("%s", async (_, given, status, code, param) => {
    const { ask, pay, refund } = facing
    const payment_intent = await pay()
    const { body, status: found } = await refund({ payment_intent, ...given })
    deepStrictEqual(
      [found, body.error.code, body.error.param, body.error.type],
      [status, code, param, "invalid_request_error"],
    )
    ok(body.error.message.length > 5)
    const { json } = await ask("GET", "/v1/refunds?limit=1&provider=wooshpay")
    ok(json.items.every((each: any) => each.paymentId !== payment_intent))
    strictEqual((await refund({ payment_intent })).body.amount, 10_000)
  })

  it("what nobody knows yet is left aside", async () => {
    const { pay, refund } = facing
    strictEqual((await refund({ payment_intent: await pay(), of_a_later_version: 1 })).status, 200)
  })

  it.each<readonly [string, string, RequestInit, number]>([
    ["no JSON", "/v1/refunds", { method: "POST", body: "{" }, 400],
    ["a member twice", "/v1/refunds", { method: "POST", body: '{"amount":"1","amount":"2"}' }, 400],
    ["too much", "/v1/refunds", { method: "POST", body: `"${"x".repeat(300_000)}"` }, 413],
    ["a list", "/v1/refunds", {}, 404],
    ["an update", "/v1/refunds/re_1", { method: "POST", body: "{}" }, 404],
    ["no refund", "/v1/refunds/re_nobody", {}, 404],
    ["another version", "/v2/refunds", { method: "POST", body: "{}" }, 404],
  ])("%s", async (_, path, init, status) => {
    const headers = { authorization: basic(rootKey), "content-type": "application/json" }
    const response = await fetch(`${facing.facade}${path}`, { ...init, headers })
    const { error } = (await response.json()) as { readonly error: { readonly type: string; readonly message: string } }
    deepStrictEqual([response.status, error.type, typeof error.message], [status, "invalid_request_error", "string"])
  })
})

describe("who may not come in is told so", () => {
  it("by Basic with an empty password only", async () => {
    const { facade, pay, refund } = facing
    const body = JSON.stringify({ payment_intent: await pay() })
    for (const authorization of [
      undefined,
      `Bearer ${rootKey}`,
      basic(rootKey, "x"),
      basic("nobody"),
      "Basic !",
      basic(""),
    ]) {
      const headers = { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) }
      const response = await fetch(`${facade}/v1/refunds`, { method: "POST", headers, body })
      strictEqual(response.status, 401, authorization)
      strictEqual(((await response.json()) as { error: { type: string } }).error.type, "invalid_request_error")
    }
    strictEqual((await refund(body)).status, 200)
  })

  it("with a key for something else, or for less, and nothing of another merchant is there", async () => {
    const { ask, pay, refund, retrieve } = facing
    const keyOf = async (body: object): Promise<string> =>
      (await ask("POST", "/v1/keys", { body: { actor: "clerk", ...body } })).json.key
    const payment_intent = await pay()
    strictEqual((await refund({ payment_intent }, { as: await keyOf({ scopes: ["read"] }) })).status, 403)
    const small = await keyOf({ scopes: ["refunds:write"], maxAmount: 500 })
    strictEqual((await refund({ payment_intent, amount: "501" }, { as: small })).status, 403)
    const { body } = await refund({ payment_intent, amount: "500" }, { as: small })
    strictEqual((await retrieve(body.id, small)).status, 403)
    await ask("POST", "/v1/merchants", { body: { id: "other" } })
    const other = await keyOf({ merchant: "other", scopes: ["admin"] })
    const absent = await retrieve("re_absent", other)
    const foreign = await retrieve(body.id, other)
    deepStrictEqual([absent.status, foreign.status], [404, 404])
    strictEqual(JSON.stringify(foreign.body).replaceAll(body.id, "re_absent"), JSON.stringify(absent.body))
    strictEqual((await refund({ payment_intent }, { as: other })).status, 404)
  })
})
