import { connect, everyItem, isRefused, type Client } from "@refund-rules/client"
import { RefundRules } from "@refund-rules/client/effect"
import { startServer, testRootKey } from "@refund-rules/harness"
import { Effect } from "effect"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let server: Awaited<ReturnType<typeof startServer>>
let client: Client

beforeAll(async () => {
  server = await startServer({})
  client = connect({ url: server.line.native, key: testRootKey })
})

afterAll(() => server[Symbol.asyncDispose]())

const register = (id: string) =>
  client.payments.register({
    id,
    provider: "sandbox",
    references: {},
    currency: "EUR",
    captured: 10_000,
    lines: [{ id: "shoes", kind: "product", quantity: 2, net: 10_000, taxes: [] }],
  })

describe("the client and a real server", () => {
  it("go from a payment to a settled refund", async () => {
    expect((await register("pay_1")).balance.remaining).toBe(10_000)
    const quoted = await client.decisions.quote({ paymentId: "pay_1", amount: 4000 })
    expect(quoted.quote.total).toBe(4000)
    const refund = await client.refunds.request({ paymentId: "pay_1", amount: 4000 }, { key: "order-1", wait: 10 })
    expect(refund).toMatchObject({ amount: 4000 })
    // On a busy machine later than any request waits.
    await expect.poll(async () => (await client.refunds.read(refund.id)).status).toBe("succeeded")
    const again = await client.refunds.request({ paymentId: "pay_1", amount: 4000 }, { key: "order-1", wait: 10 })
    expect(again.id).toBe(refund.id)
    const changed = await client.refunds.change(refund.id, { metadata: { ticket: "7" } })
    expect(changed.metadata).toEqual({ ticket: "7" })
  })

  it("tell a refusal by its decision and a mistake by its code", async () => {
    await register("pay_2")
    const refused: unknown = await client.refunds
      .request({ paymentId: "pay_2", amount: 10_001 }, { key: "order-2" })
      .catch((cause: unknown) => cause)
    if (!isRefused(refused)) throw refused
    expect(refused.code).toBe("amount_exceeds_refundable")
    expect(refused.problem).toMatchObject({ available: 10_000, requested: 10_001, currency: "EUR" })
    expect(refused.decision._tag).toBe("Refuse")
    await expect(client.refunds.request({ paymentId: "pay_2" }, { key: "" })).rejects.toMatchObject({
      _tag: "RequestRefused",
    })
  })

  it("read a list to its end, filtered", async () => {
    await register("pay_3")
    for (const index of [1, 2, 3, 4, 5]) {
      // One after the other: their order is what is read back.
      // oxlint-disable-next-line no-await-in-loop
      await client.refunds.request({ paymentId: "pay_3", amount: index }, { key: `order-3-${index}` })
      // What a fast machine makes in one millisecond has no order.
      // oxlint-disable-next-line no-await-in-loop
      await sleep(5)
    }
    const pages = everyItem((cursor) =>
      client.refunds.list({ paymentId: "pay_3", limit: 2, ...(cursor === undefined ? {} : { cursor }) }),
    )
    const amounts: number[] = []
    for await (const { amount } of pages) amounts.push(amount)
    expect(amounts).toEqual([5, 4, 3, 2, 1])
  })

  it("speak Effect too, with refusals as typed failures", async () => {
    await register("pay_4")
    const program = Effect.gen(function* () {
      const { refunds } = yield* RefundRules
      const held = yield* refunds.request({ paymentId: "pay_4", full: true }, { key: "order-4" })
      const refused = yield* refunds
        .request({ paymentId: "pay_4", amount: 1 }, { key: "order-5" })
        .pipe(Effect.catchTag("RefundRefused", ({ decision }) => Effect.succeed(decision.maxRefundable)))
      return [held.amount, refused]
    })
    const layer = RefundRules.layer({ url: server.line.native, key: testRootKey })
    expect(await Effect.runPromise(program.pipe(Effect.provide(layer)))).toEqual([10_000, null])
  })
})
