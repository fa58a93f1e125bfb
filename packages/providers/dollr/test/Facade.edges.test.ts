import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, it } from "vitest"
import { conforms } from "./contract.ts"
import { face, type Facing, SECRET, soon } from "./facing.ts"

let facing: Facing
beforeAll(async () => {
  facing = await face()
})
afterAll(() => facing.close())

const SESSIONS = "/v1/sessions/refund"
const EXECUTIONS = "/v1/executions/refund"

/** A body with an amount as it stands in the text. */
const sessionText = (name: number, amount: string, more = ""): string =>
  `{"original_payment_intent_id":${name},"amount":${amount},"expires_at":"${soon()}"${more}}`

const opened = async (name: number, amount = "12.34"): Promise<number> => {
  const { json, status } = await facing.ask("POST", SESSIONS, { body: sessionText(name, amount) })
  strictEqual(status, 200, JSON.stringify(json))
  return json.id as number
}

describe("a session", () => {
  it("holds what it names, under a number, with the amount to the last digit", async () => {
    const name = await facing.pay()
    const expires = soon()
    const body = `{"original_payment_intent_id":${name},"amount":8.2,"expires_at":"${expires}","reason":"wrong size","later":{}}`
    const { json, status, text } = await facing.ask("POST", SESSIONS, { body })
    strictEqual(status, 200)
    conforms("RefundSessionResponse", json)
    ok(Number.isSafeInteger(json.id) && json.id > 0)
    match(text, /"amount":8\.20,/)
    const { created_at: created, id: _, updated_at: updated, ...rest } = json
    strictEqual(created, updated)
    deepStrictEqual(rest, {
      original_payment_intent_id: name,
      amount: 8.2,
      reason: "wrong size",
      status: "ACTIVE",
      expires_at: expires,
    })
    const { balance } = await facing.run(facing.desk.payment(facing.caller, `pay_${name}`))
    deepStrictEqual([balance.held, balance.remaining], [820, 9180])
    strictEqual(facing.provider.movements().length, 0)
  })
  it.each([
    ["USD", "1.15", 115],
    ["USD", "0.29", 29],
    ["USD", "12.34", 1234],
    ["USD", "1e1", 1000],
    ["JPY", "500", 500],
    ["KWD", "0.005", 5],
    ["USD", "90071992547409.90", 9_007_199_254_740_990],
  ])("reads %s %s from its text", async (currency, amount, held) => {
    const name = await facing.pay({ currency, captured: Math.max(10_000, held) })
    await opened(name, amount)
    strictEqual((await facing.run(facing.desk.payment(facing.caller, `pay_${name}`))).balance.held, held)
  })
  it("is opened once per key of a client that sends one", async () => {
    const name = await facing.pay()
    const body = sessionText(name, "40")
    const headers = { "idempotency-key": "k-1" }
    const first = await facing.ask("POST", SESSIONS, { body, headers })
    const second = await facing.ask("POST", SESSIONS, { body, headers })
    deepStrictEqual([second.status, second.text], [200, first.text])
    const other = await facing.ask("POST", SESSIONS, { body: sessionText(name, "41"), headers })
    deepStrictEqual([other.status, other.json.detail[0].type], [422, "key_reused"])
  })
})

/** What is wrong, and where and how it is said. */
const refused: readonly (readonly [string, (name: number) => string, readonly string[]])[] = [
  ["nothing", () => "", ["body missing"]],
  ["no JSON", () => "{", ["body,1 json_invalid"]],
  ["a member twice", (name) => `{"amount":1,"original_payment_intent_id":${name},"amount":2}`, ["json_invalid"]],
  ["a list", () => "[]", ["body model_attributes_type"]],
  ["an empty object", () => "{}", ["payment_intent_id missing", "amount missing", "expires_at missing"]],
  ["a text for a number", (name) => sessionText(name, '"12.34"'), ["body,amount float_type"]],
  ["nothing at all to refund", (name) => sessionText(name, "0"), ["body,amount greater_than_equal"]],
  ["less than nothing", (name) => sessionText(name, "-1"), ["body,amount greater_than_equal"]],
  ["a tenth of a cent", (name) => sessionText(name, "1.001"), ["body,amount decimal_max_places"]],
  ["a digit that a float would lose", (name) => sessionText(name, "100.00000000000000000001"), ["decimal_max_places"]],
  ["more than anybody has", (name) => sessionText(name, "1e300"), ["body,amount less_than_equal"]],
  ["more than remains", (name) => sessionText(name, "100.01"), ["body,amount amount_exceeds_refundable"]],
  ["a fraction of a payment", () => sessionText(1, "1").replace(":1,", ":1.5,"), ["payment_intent_id int_type"]],
  ["a reason that is a number", (name) => sessionText(name, "1", ',"reason":7'), ["body,reason string_type"]],
  [
    "a reason without an end",
    (name) => sessionText(name, "1", `,"reason":"${"x".repeat(3001)}"`),
    ["body,reason string_too_long"],
  ],
]
const ends: readonly (readonly [string, string, string])[] = [
  ["past", "2020-01-01T00:00:00Z", "session_expired"],
  ["without an offset", "2099-01-01T00:00:00", "timezone_aware"],
  ["on a day there is not", "2027-02-29T00:00:00Z", "datetime_parsing"],
  ["in words", "tomorrow", "timezone_aware"],
  ["too far away", "2099-01-01T00:00:00Z", "session_too_long"],
]

describe("a session is refused", () => {
  it.each(refused)("for %s", async (_, body, expected) => {
    const { json, status } = await facing.ask("POST", SESSIONS, { body: body(await facing.pay()) })
    strictEqual(status, 422)
    conforms("HTTPValidationError", json)
    const said = (json.detail as { loc: unknown[]; type: string }[]).map(({ loc, type }) => `${loc.join()} ${type}`)
    strictEqual(said.length, expected.length, said.join("; "))
    expected.forEach((each, index) => ok(said[index]!.endsWith(each), `${said[index]} and not ${each}`))
  })
  it.each(ends)("where its end is %s", async (_, end, type) => {
    const body = { original_payment_intent_id: await facing.pay(), amount: 1, expires_at: end }
    const { json, status } = await facing.ask("POST", SESSIONS, { body })
    strictEqual(status, 422)
    conforms("HTTPValidationError", json)
    deepStrictEqual([json.detail[0].loc, json.detail[0].type], [["body", "expires_at"], type])
  })
  it("for a payment nobody knows, one that is not captured, and one that is refunded", async () => {
    const unknown = await facing.ask("POST", SESSIONS, { body: sessionText(1, "1") })
    deepStrictEqual([unknown.status, unknown.json], [404, { detail: "Payment intent not found" }])
    const authorized = await facing.pay({ status: "authorized" })
    const early = await facing.ask("POST", SESSIONS, { body: sessionText(authorized, "1") })
    deepStrictEqual([early.status, early.json.detail[0].type], [422, "payment_not_refundable"])
    const name = await facing.pay()
    await opened(name, "100")
    const late = await facing.ask("POST", SESSIONS, { body: sessionText(name, "0.01") })
    deepStrictEqual([late.status, late.json.detail[0].type], [422, "already_refunded"])
  })
  it("to a key that is missing, wrong, for reading only or for less", async () => {
    const body = sessionText(await facing.pay(), "2")
    const asking = async (as: string) => {
      const { headers, json, status } = await facing.ask("POST", SESSIONS, { body, as })
      return [status, headers["www-authenticate"], json.detail]
    }
    const denied = [401, "Bearer", "Could not validate credentials"]
    deepStrictEqual(await asking(""), denied)
    deepStrictEqual(await asking("nobody"), denied)
    strictEqual((await asking("rr_test_reading"))[0], 403)
    strictEqual((await asking("rr_test_small"))[0], 403)
  })
})

describe("an execution", () => {
  it("moves what the session held, and is asked after by its reference", async () => {
    const name = await facing.pay()
    const session = await opened(name, "12.34")
    const reference = randomUUID()
    const before = facing.provider.movements().length
    const body = { session_id: String(session), reference_id: reference.toUpperCase() }
    const { json, status, text } = await facing.ask("POST", EXECUTIONS, { body })
    strictEqual(status, 200, text)
    match(text, /"payer_amount":12\.34,.*"payee_amount":12\.34,/)
    const { provider_transaction_id: movedAs, ...rest } = json
    deepStrictEqual(rest, {
      reference_id: reference,
      status: "COMPLETED",
      payer_amount: 12.34,
      payer_currency: "USD",
      payee_currency: "USD",
      payee_amount: 12.34,
      operation_type: "REFUND",
      gateway_message: null,
      wallet_message: null,
      client_secret: null,
      requires_action: false,
    })
    strictEqual(facing.provider.movements().length, before + 1)
    deepStrictEqual((await facing.ask("GET", `/v1/status/refund/${reference}`)).json, json)
    deepStrictEqual((await facing.ask("POST", EXECUTIONS, { body })).json, json)
    strictEqual((await facing.ask("GET", `/v1/status/refund/${movedAs}`)).json.status, "COMPLETED")
    strictEqual(facing.provider.movements().length, before + 1)
  })
  it("is refused for a session that is executed, another's reference, and things that are not there", async () => {
    const name = await facing.pay()
    const [one, two] = [await opened(name, "10"), await opened(name, "10")]
    const reference = randomUUID()
    const execute = (session_id: unknown, reference_id: unknown) =>
      facing.ask("POST", EXECUTIONS, { body: { session_id, reference_id } })
    strictEqual((await execute(String(one), reference)).status, 200)
    const used = await execute(String(one), randomUUID())
    deepStrictEqual([used.status, used.json.detail[0].type], [422, "session_state_conflict"])
    const stolen = await execute(String(two), reference)
    deepStrictEqual([stolen.status, stolen.json.detail[0].loc[1]], [422, "reference_id"])
    conforms("HTTPValidationError", stolen.json)
    deepStrictEqual((await execute("5", randomUUID())).status, 404)
    for (const wrong of [two, "", null, undefined, "1.0", "-1"]) {
      const { status } = await execute(wrong, randomUUID())
      ok(status === 422 || status === 404, String(wrong))
    }
    for (const wrong of ["x", "00000000-0000-1000-8000-000000000000", 7, null]) {
      const { json, status } = await execute(String(two), wrong)
      strictEqual(status, 422)
      conforms("HTTPValidationError", json)
    }
    strictEqual((await facing.ask("GET", `/v1/status/refund/${randomUUID()}`)).status, 404)
    strictEqual((await facing.ask("GET", "/v1/status/refund/%E0%A4%A")).status, 404)
  })
  it.each([
    ["pending", "PROCESSING"],
    ["refuse", "FAILED"],
    ["drop response", "PROCESSING"],
  ] as const)("tells of a refund whose provider does %s as %s", async (behaviour, status) => {
    const session = await opened(await facing.pay())
    facing.provider.next(behaviour)
    const body = { session_id: String(session), reference_id: randomUUID() }
    strictEqual((await facing.ask("POST", EXECUTIONS, { body })).json.status, status)
  })
  it("happens once, however many ask at once", async () => {
    const session = await opened(await facing.pay())
    const body = { session_id: String(session), reference_id: randomUUID() }
    const before = facing.provider.movements().length
    const answers = await Promise.all(Array.from({ length: 10 }, () => facing.ask("POST", EXECUTIONS, { body })))
    ok(answers.every(({ status }) => status === 200))
    strictEqual(facing.provider.movements().length, before + 1)
  })
})

describe("a token", () => {
  const obtain = (body: unknown) => facing.ask("POST", "/v1/jwt/client/obtain/token", { body, as: "" })
  it("stands for a key, told by its id and its secret", async () => {
    const { json, status } = await obtain({ client_id: "key_1", client_secret: SECRET })
    strictEqual(status, 200)
    strictEqual(json.expires_in, 60)
    ok(!String(json.access_token).includes(SECRET))
    const body = sessionText(await facing.pay(), "1")
    strictEqual((await facing.ask("POST", SESSIONS, { body, as: json.access_token })).status, 200)
    const bent = `${String(json.access_token).slice(0, -2)}AA`
    strictEqual((await facing.ask("POST", SESSIONS, { body, as: bent })).status, 401)
  })
  it("is not given for another's id or a wrong secret", async () => {
    strictEqual((await obtain({ client_id: "key_2", client_secret: SECRET })).status, 401)
    strictEqual((await obtain({ client_id: "key_1", client_secret: "wrong" })).status, 401)
    const { json, status } = await obtain({})
    deepStrictEqual([status, json.detail.length], [422, 2])
  })
})

describe("an address", () => {
  it.each([
    ["GET", "/v1/sessions/refund", 405],
    ["POST", "/v1/status/refund/x", 405],
    ["POST", "/v1/sessions/checkout", 404],
    ["GET", "/", 404],
    ["POST", "/v2/sessions/refund", 422],
    ["GET", "/v1/status/refund/", 404],
  ])("%s %s is answered %i", async (method, path, expected) => {
    const { json, status } = await facing.ask(method, path)
    strictEqual(status, expected)
    ok(typeof json.detail === "string" || json.detail[0].type === "literal_error")
  })
  it("is answered in Dollr's shape where nobody could read the request", () => {
    for (const failure of ["body too large", "header twice", "stopping", "crashed", "not HTTP"] as const) {
      const { body, status } = facing.facade.fail(failure)
      ok(status >= 400 && typeof (body as { detail: unknown }).detail === "string")
    }
  })
})
