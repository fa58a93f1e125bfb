import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import { createHmac } from "node:crypto"
import {
  Awaiting,
  Dispatcher,
  Gateways,
  openDesk,
  RefundDesk,
  type Sending,
  Signals,
  SteadyClock,
} from "@refund-rules/engine"
import { Doorkeeper } from "@refund-rules/provider-kit"
import { gatewayLaws, memoryDesk } from "@refund-rules/testing"
import { registerLaws } from "@refund-rules/testing/vitest"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { afterAll, describe, it } from "vitest"
import { pierFacade } from "../src/Facade.ts"
import { pier, pierGateway } from "../src/index.ts"
import { servePier } from "./servePier.ts"

const open: { close: () => unknown }[] = []
afterAll(() => Promise.all(open.map((each) => each.close())))

/** A gateway and the Pier it speaks to, over a real socket. */
const bound = async (timeoutMs = 150) => {
  const served = await servePier("EUR")
  open.push(served)
  const settings = { url: served.url, key: Redacted.make("test_key"), timeoutMs }
  const gateway = await Effect.runPromise(Effect.provide(pierGateway(settings), FetchHttpClient.layer))
  return { served, gateway }
}

const named = (sending: Sending): Sending => ({
  ...sending,
  payment: { ...sending.payment, provider: "pier", references: { pier: "pay_1" } },
})

describe("the laws of gateways, over a socket", () => {
  registerLaws(
    "Pier",
    gatewayLaws(async () => {
      const { gateway, served } = await bound()
      return {
        gateway: {
          ...gateway,
          send: (sending) => gateway.send(named(sending)),
          find: (sending) => gateway.find(named(sending)),
        },
        provider: {
          next: (...calls) => served.next(...calls.map((call) => (typeof call === "string" ? call : call.does))),
          movements: () =>
            served.moved().map(({ cents, currency, id, key }) => ({
              providerRefundId: id,
              key,
              amount: cents,
              currency: currency.toUpperCase(),
            })),
        },
      }
    }),
    { runs: 8 },
  )
})

const payment = { provider: "pier", references: { pier: "pay_1" }, currency: "EUR", captured: 10_000 }

describe("a desk that lists Pier's gateway", () => {
  it("refunds through it, and finds what was in doubt", async () => {
    const { gateway, served } = await bound(1500)
    const desk = await openDesk({ database: memoryDesk(Date.now), gateways: [gateway] })
    open.push(desk)
    await desk.registerPayment({ id: "p1", ...payment })
    served.next("drop response")
    const asked = await desk.request({ key: "k1", paymentId: "p1", amount: 4000 })
    ok(asked._tag === "Accepted")
    strictEqual((await desk.settled(asked.refund.id, 60)).status, "unknown")
    const again = await desk.request({ key: "k2", paymentId: "p1", amount: 2500 })
    ok(again._tag === "Accepted")
    strictEqual((await desk.settled(again.refund.id, 60)).status, "succeeded")
    deepStrictEqual(
      served.moved().map(({ cents }) => cents),
      [4000, 2500],
    )
  })
})

const scope = { merchant: "shop", mode: "test" } as const

/** A whole desk with its dispatcher, and the facade over it, as a server puts them together. */
const serving = async (url: string) => {
  const caller = { scope, actor: { id: "clerk" } }
  const admit = (secret: string) =>
    Effect.succeed(secret === "test_clerk" ? { caller, keyId: "key_1", scopes: ["admin"] as const } : undefined)
  const credentials = { key: Redacted.make("k"), clientId: Redacted.make(""), clientSecret: Redacted.make("") }
  const listed = Layer.effect(
    Gateways,
    Effect.map(pier.gateway({ url, credentials, timeoutMs: 30_000 }), (gateway) => ({ of: () => gateway })),
  )
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(RefundDesk.layer(), Awaiting.layer, Dispatcher.running()).pipe(
      Layer.provideMerge([SteadyClock.layer, Signals.layer, Layer.provide(listed, FetchHttpClient.layer)]),
      Layer.provideMerge([memoryDesk(Date.now).layer, Layer.succeed(Doorkeeper, { admit })]),
    ),
  )
  open.push({ close: () => runtime.dispose() })
  const facade = await runtime.runPromise(pierFacade({ waitMs: 60_000 }))
  const register = (given: object) =>
    runtime.runPromise(Effect.flatMap(RefundDesk, (desk) => desk.registerPayment(caller, given)))
  return { facade, register, run: runtime.runPromise }
}

describe("a server that lists Pier", () => {
  it("answers Pier's own clients, once per key, in Pier's own shape", async () => {
    const { served } = await bound()
    const { facade, register, run } = await serving(served.url)
    await register({ id: "p1", ...payment })
    const ask = async (body: object, secret = "test_clerk") => {
      const headers = { authorization: `Bearer ${secret}` }
      const call = { method: "POST", path: "/refunds", query: "", headers, body: JSON.stringify(body) }
      const { body: said, status } = await run(facade.respond(call))
      return { said, status }
    }
    const wanted = { key: "k1", payment: "pay_1", cents: 4000 }
    const first = await ask(wanted)
    const { id: _, ...rest } = first.said as { id: string }
    deepStrictEqual([first.status, rest], [200, { ...wanted, currency: "eur", state: "done" }])
    deepStrictEqual(await ask(wanted), first)
    strictEqual((await ask({ ...wanted, cents: 1 })).status, 409)
    strictEqual((await ask({ ...wanted, key: "k2", cents: 6001 })).status, 422)
    deepStrictEqual(await ask({ ...wanted, payment: "pay_2" }), { status: 404, said: { problem: "no_such_payment" } })
    strictEqual((await ask({ ...wanted, cents: 1.5 })).status, 422)
    strictEqual((await ask(wanted, "nobody")).status, 401)
    strictEqual(served.moved().length, 1)
  })

  it("believes a webhook that Pier signed, and no other", async () => {
    const refund = { id: "p_1", key: "k", payment: "pay_1", cents: 4000, currency: "eur", state: "done" }
    const body = new TextEncoder().encode(JSON.stringify({ id: "e_1", about: "refund", refund }))
    const read = (secret: string) => {
      const headers = { "pier-signature": createHmac("sha256", secret).update(body).digest("hex") }
      return Effect.runPromise(
        pier.webhook!({ body, headers, secrets: [Redacted.make("shared_secret")], nowSeconds: 1 }, "test"),
      )
    }
    deepStrictEqual(await read("shared_secret"), {
      provider: "pier",
      id: "e_1",
      type: "refund",
      tells: {
        references: { pier: "pay_1" },
        fact: { providerRefundId: "p_1", status: "succeeded", amount: 4000, currency: "EUR" },
      },
    })
    strictEqual(await read("another"), "not signed")
  })
})
