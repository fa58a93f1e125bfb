/** A facade whose ground gives way: whatever happens below it, its answer is Stripe's. */
import { Awaiting, Gateways, Keyring, RefundDesk, Signals, SteadyClock, StoreUnavailable } from "@refund-rules/engine"
import { Doorkeeper, type FacadeFailure } from "@refund-rules/provider-kit"
import { memoryDesk } from "@refund-rules/testing"
import { Effect, Layer, References } from "effect"
import { describe, expect, it } from "vitest"
import { stripe } from "../src/index.ts"

type Admit = (typeof Doorkeeper)["Service"]["admit"]

const scope = { merchant: "shop", mode: "test" } as const
const everybody: Admit = () =>
  Effect.succeed({ caller: { scope, actor: { id: "a" } }, keyId: "key_1", scopes: ["admin"] })

const facadeWith = (admit: Admit) => {
  const memory = memoryDesk()
  // Stripe's facade never asks who holds a key: the doorkeeper does.
  const nobody = Keyring.of({} as never)
  const ground = Layer.mergeAll(RefundDesk.layer(), Awaiting.layer).pipe(
    Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.succeed(Gateways, { of: () => undefined })]),
    Layer.provideMerge([memory.layer, Layer.succeed(Doorkeeper, { admit }), Layer.succeed(Keyring, nobody)]),
  )
  return Effect.runPromise(Effect.provide(stripe.facade({ waitMs: 0 }), ground))
}

const call = (given: object = {}) => ({
  method: "GET",
  path: "/v1/refunds",
  query: "",
  body: "",
  headers: { authorization: "Bearer sk_1" },
  ...given,
})
const form = { "content-type": "application/x-www-form-urlencoded" }
const post = (body: string, headers: object = {}) =>
  call({ method: "POST", body, headers: { authorization: "Bearer sk_1", ...form, ...headers } })

const answerOf = async (admit: Admit, given: ReturnType<typeof call>) => {
  const facade = await facadeWith(admit)
  return Effect.runPromise(Effect.provideService(facade.respond(given), References.MinimumLogLevel, "None"))
}

const isStripes = ({
  body,
  headers,
}: {
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}) => {
  const { error } = body as { readonly error: { readonly type: string; readonly message: string } }
  expect(error.type).toMatch(/^(api|invalid_request|idempotency)_error$/)
  expect(error.message.length).toBeGreaterThan(10)
  expect(headers["request-id"]).toMatch(/^req_/)
  expect(headers["stripe-version"]).toMatch(/^\d{4}-\d\d-\d\d/)
  return error
}

describe("a facade whose ground gives way", () => {
  it("says that it broke, and lets the same key be sent again", async () => {
    const dying: Admit = () => Effect.die(new Error("secret of the house"))
    const reply = await answerOf(dying, post("charge=ch_1", { "idempotency-key": "k1" }))
    expect([reply.status, isStripes(reply).type, reply.headers["idempotency-key"]]).toEqual([500, "api_error", "k1"])
    expect(JSON.stringify(reply)).not.toContain("secret")
  })
  it("says that nothing was taken where the store does not answer", async () => {
    const away: Admit = () => Effect.fail(new StoreUnavailable({ cause: new Error("disk"), retry: "later" }))
    const reply = await answerOf(away, call())
    expect([reply.status, isStripes(reply).type, reply.headers["stripe-should-retry"]]).toEqual([
      503,
      "api_error",
      "true",
    ])
    expect(JSON.stringify(reply)).not.toContain("disk")
  })
  it.each<readonly [FacadeFailure, number]>([
    ["body too large", 413],
    ["body unreadable", 400],
    ["header twice", 400],
    ["not HTTP", 400],
    ["stopping", 503],
    ["crashed", 500],
  ])("says what kept a request from it: %s", async (failure, status) => {
    const { fail } = await facadeWith(everybody)
    const reply = fail(failure)
    expect([reply.status, isStripes(reply).message.length > 0]).toEqual([status, true])
  })
})

describe("what a facade never says", () => {
  const refused: readonly (readonly [string, ReturnType<typeof call>])[] = [
    ["an unknown charge", post("charge=ch_x")],
    ["wrong parameters", post("charge=ch_x&amount=0")],
    ["a long charge", post(`charge=${"c".repeat(5001)}`)],
    ["a long payment intent", post(`payment_intent=${"c".repeat(5001)}`)],
    ["a name twice", post("charge=a&charge=b")],
    ["a form that is none", post("charge=%zz")],
    ["brackets that do not close", post("metadata[a=b")],
    ["an unknown refund", call({ path: "/v1/refunds/re_x" })],
    ["an unknown path", call({ path: "/v1/charges" })],
    ["a path too far", call({ path: "/v1/refunds/re_x/cancel/now", method: "POST" })],
    ["a wrong page", call({ query: "limit=0" })],
    ["JSON", call({ method: "POST", body: "{}", headers: { authorization: "Bearer a", "content-type": "text/json" } })],
  ]
  it.each(refused)("is a status that its clients send again: %s", async (_, given) => {
    const reply = await answerOf(everybody, given)
    isStripes(reply)
    expect([400, 404]).toContain(reply.status)
    expect(reply.headers["stripe-should-retry"]).toBe(undefined)
  })
  it("is a version that nobody can write into a header", async () => {
    const version = (given: string) =>
      answerOf(everybody, call({ headers: { authorization: "Bearer a", "stripe-version": given } }))
    expect((await version("2026-10-28.endive")).headers["stripe-version"]).toBe("2026-10-28.endive")
    expect((await version("a\r\nset-cookie: b")).headers["stripe-version"]).toMatch(/^\d{4}-\d\d-\d\d/)
  })
})
