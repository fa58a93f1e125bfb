/** What tests of backtests ask of a server: some refunds, and the end of a backtest. */
import type { Reply, Serving } from "../serving.ts"

type Ask = Serving["ask"]

export const limit = (EUR: number) => ({
  id: "limit",
  requires: { _tag: "AmountAtMost", limits: { EUR } },
  otherwise: "Refuse",
})
export const strict = (EUR: number) => ({ id: "strict", bindAt: "request", rules: [limit(EUR)], terms: {} })

export const ended = async (ask: Ask, id: string): Promise<Reply> => {
  for (let tries = 0; tries < 3000; tries++) {
    const found = await ask("GET", `/v1/backtests/${id}`)
    if (["done", "stopped"].includes(found.json.status)) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error("the backtest did not end")
}

export const refunded = async (ask: Ask, name: string, amounts: readonly number[]): Promise<void> => {
  const body = { id: name, provider: "sandbox", references: {}, currency: "EUR", captured: 100_000 }
  await ask("POST", "/v1/payments", { body })
  for (const [index, amount] of amounts.entries())
    await ask("POST", "/v1/refunds", {
      key: `${name}-${index}`,
      body: { paymentId: name, amount, reason: index % 2 === 0 ? "goodwill" : "duplicate" },
    })
}
