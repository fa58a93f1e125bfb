/** A database with a past: payments of all kinds, and refunds, refusals, sessions and failures of them. */
import { join } from "node:path"
import { openDesk } from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { postgres } from "@refund-rules/store-postgres"
import { sqlite } from "@refund-rules/store-sqlite"
import type { Folder } from "../running.ts"

const reasons = ["goodwill", "duplicate", "not_received", undefined] as const
const currencies = ["EUR", "USD", "JPY"] as const

/** So many payments, with two asks each; always the same ones. */
export const makeHistory = async (folder: Folder, payments: number, url?: string): Promise<void> => {
  const policy = JSON.parse(folder.read("shop/policy.json")) as unknown
  let now = Date.parse("2026-02-01T00:00:00Z")
  const clock = (): number => (now += 60_000)
  const desk = await openDesk({
    database: url === undefined ? sqlite(join(folder.path, "shop/refunds.db"), { clock }) : postgres(url, { clock }),
    policy,
    clock,
    evaluators: { cel },
    actor: "clerk",
  })
  for (let number = 0; number < payments; number++) {
    const id = `past-${number.toString(36).padStart(4, "0")}`
    const capturedAt = new Date(now - (number % 40) * 86_400_000).toISOString()
    await desk.registerPayment({
      id,
      provider: "sandbox",
      references: {},
      currency: currencies[number % 3],
      captured: 1000 * (1 + (number % 50)),
      capturedAt,
      customer: { id: `customer-${number % 7}` },
    })
    const reason = reasons[number % 4]
    const why = reason === undefined ? {} : { reason }
    const first = await desk.request({ key: `${id} a`, paymentId: id, amount: 100 * (1 + (number % 9)), ...why })
    if (number % 5 === 0) await desk.openSession({ key: `${id} s`, paymentId: id, amount: 50, ...why })
    if (first._tag === "Accepted" && number % 3 === 0)
      await desk.recordFact({
        paymentId: id,
        refundId: first.refund.id,
        providerRefundId: `${id} p`,
        status: number % 2 === 0 ? "failed" : "succeeded",
        amount: first.refund.amount,
        currency: first.refund.currency,
      })
    await desk.request({ key: `${id} b`, paymentId: id, ...why })
  }
  await desk.close()
}
