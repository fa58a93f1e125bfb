/** Runs the races against a server: asks go out together, and each is repeated with its key until it is answered. */
import { setTimeout as sleep } from "node:timers/promises"
import type { Chance } from "../chance.ts"
import { must } from "../server/Client.ts"
import type { Client } from "../server/Client.ts"
import { judge } from "./judge.ts"
import type { Ending, Verdict } from "./judge.ts"
import type { Round } from "./rounds.ts"

/** One round over many payments, with the verdict on each. */
export interface Result {
  readonly round: Round
  readonly verdicts: readonly (Verdict & { readonly paymentId: string })[]
}

/** Runs a round on so many payments, one after the other. */
export const run = async (client: Client, round: Round, payments: number, chance: Chance): Promise<Result> => {
  const verdicts: (Verdict & { paymentId: string })[] = []
  for (let index = 0; index < payments; index += 1) {
    const paymentId = `race-${chance.seed}-${round.keys}-${round.amount}-${index}`
    const payment = { id: paymentId, provider: "sandbox", references: { race: paymentId }, currency: "USD" }
    must(await client.post("/v1/payments", { ...payment, captured: round.captured }), 201)
    const asks = Array.from({ length: round.asks }, (_, each) => (round.keys === "one" ? "one" : `${each}`))
    const endings = await Promise.all(
      asks.map(async (key) => {
        await sleep(chance.below(3))
        return ask(client, { paymentId, amount: round.amount }, `${paymentId}-${key}`)
      }),
    )
    const { balance } = must(await client.get(`/v1/payments/${paymentId}`), 200).body
    const taken = balance === undefined ? Number.NaN : balance.refunded + balance.held
    verdicts.push({ ...judge(round, { endings, taken }), paymentId })
  }
  return { round, verdicts }
}

// In flight and busy are no endings: the same key asked again tells what came of it.
const ask = async (client: Client, body: { paymentId: string; amount: number }, key: string): Promise<Ending> => {
  const until = performance.now() + 20_000
  for (let waited = false; performance.now() < until; waited = true) {
    const answer = await client.post("/v1/refunds", body, key)
    if (answer.status === "none") return { _tag: "Strange", what: `no answer: ${answer.cause}` }
    const { status, body: said } = answer
    if (status === 201 && said.id !== undefined && said.amount !== undefined) {
      return { _tag: "Refunded", refundId: said.id, amount: said.amount, waited }
    }
    if (status === 422) return { _tag: "Refused", code: said.code ?? "no code" }
    const isLater = status === 503 || (status === 409 && said.code === "idempotency_in_progress")
    if (!isLater) return { _tag: "Strange", what: `${status} ${said.code ?? ""}` }
    await sleep(25)
  }
  return { _tag: "Strange", what: "no final answer within 20 s" }
}
