/** What tests of webhooks do over and over: a webhook made, a refund paid, a fact waited for. */
import { expect } from "vitest"
import type { Question, Reply } from "../serving.ts"
import type { Received } from "./receiver.ts"

export type Ask = (method: string, path: string, question?: Question) => Promise<Reply>

const quick = {
  REFUND_RULES_POLL_MS: "20",
  REFUND_RULES_WEBHOOK_RETRY_MS: "50,100,100,100,100",
}

export const allowing = (...receivers: readonly { readonly port: number }[]) => ({
  ...quick,
  REFUND_RULES_WEBHOOK_ALLOW: receivers.map(({ port }) => `127.0.0.1:${port}`).join(","),
})

export const made = async (ask: Ask, url: string, events?: readonly string[]) => {
  const { json, status } = await ask("POST", "/v1/webhooks", {
    body: { url, ...(events === undefined ? {} : { events }) },
  })
  expect([status, json]).toMatchObject([
    201,
    { id: expect.stringMatching(/^webhook_/), secret: expect.stringMatching(/^whsec_/) },
  ])
  return json as { readonly id: string; readonly secret: string }
}

let payments = 0

/** A refund that succeeds: four events of one refund. */
export const refunded = async (ask: Ask): Promise<{ readonly paymentId: string; readonly id: string }> => {
  payments += 1
  const paymentId = `pay ü/${payments}`
  const payment = { id: paymentId, provider: "sandbox", references: {}, currency: "EUR", captured: 1000 }
  expect((await ask("POST", "/v1/payments", { body: payment })).status).toBe(201)
  const wanted = { paymentId, amount: 400 }
  const { json } = await ask("POST", "/v1/refunds", {
    key: `k${payments}`,
    body: wanted,
    headers: { prefer: "wait=10" },
  })
  expect(json.status).toBe("succeeded")
  return { paymentId, id: json.id }
}

export const idOf = ({ headers }: Received): string => String(headers["webhook-id"])

export const deliveriesOf = async (ask: Ask, id: string, status: string): Promise<readonly any[]> =>
  (await ask("GET", `/v1/webhooks/${id}/deliveries?status=${status}&limit=200`)).json.items

export const eventually = async <A>(look: () => Promise<A>, holds: (found: A) => boolean, seconds = 60): Promise<A> => {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (holds(found)) return found
    if (Date.now() > end) throw new Error(`after ${seconds} s there was ${JSON.stringify(found)}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

/** The first time each message came, in the order they came. */
export const firsts = (received: readonly Received[]): readonly Received[] =>
  received.filter((one, index) => received.findIndex((other) => idOf(other) === idOf(one)) === index)

export const isRising = (numbers: readonly number[]): boolean =>
  numbers.every((one, at) => at === 0 || numbers[at - 1]! < one)
