/** A server that is killed between sending a message and marking it, and started again, so many times. */
import { startServer } from "@refund-rules/harness"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect } from "vitest"
import { asker } from "../serving.ts"
import { fine, receiver, verified } from "./receiver.ts"
import { allowing, deliveriesOf, eventually, firsts, isRising, made, refunded } from "./telling.ts"

/** Lives them, and holds what came against what happened: each event at least once, each refund's in order. */
export const dieBetween = async (deaths: number): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "refund-rules-webhooks-"))
  let dying: (() => void) | undefined
  await using one = await receiver((response, received, count) => {
    const die = dying
    dying = undefined
    // Killed with the answer on its way, or never given.
    if (die === undefined || received.event.sequence % 2 === 0) fine(response, received, count)
    die?.()
  })
  const settings = {
    ...allowing(one),
    // What a dead server had begun is soon another one's.
    REFUND_RULES_LEASE_MS: "1000",
    REFUND_RULES_DATABASE_URL: `file:${join(folder, "store.db")}`,
  }
  const expected: any[] = []
  let webhook: { readonly secret: string; readonly id: string } | undefined
  for (let death = 0; death <= deaths; death++) {
    const server = await startServer(settings)
    const ask = asker(server.line.native)
    webhook ??= await made(ask, one.url)
    const killed = new Promise<void>((resolve) => {
      if (death === deaths) return resolve()
      const nth = 1 + (death % 4)
      let left = nth
      const arm = () => {
        dying = () => {
          left -= 1
          if (left > 0) return arm()
          server.process.kill("SIGKILL")
          resolve()
        }
      }
      arm()
    })
    try {
      const { paymentId } = await refunded(ask)
      expected.push(...(await ask("GET", `/v1/payments/${encodeURIComponent(paymentId)}/events`)).json.items)
    } catch {
      // It died before it could answer: what it did by then is told all the same.
    }
    await killed
    if (death === deaths) {
      await eventually(
        () => deliveriesOf(ask, webhook!.id, "waiting"),
        (found) => found.length === 0,
      )
      await one.until((all) => all.some(({ event }) => event.id === expected.at(-1).id))
    }
    await server[Symbol.asyncDispose]()
  }
  const told = new Set(one.received.map(({ event }) => event.id))
  expect(expected.filter(({ id }) => !told.has(id))).toEqual([])
  const lanes = Map.groupBy(firsts(one.received), ({ event }) => event.refundId ?? event.paymentId)
  for (const lane of lanes.values()) expect(isRising(lane.map(({ event }) => event.sequence))).toBe(true)
  expect(one.received.length).toBeGreaterThan(told.size)
  expect(one.received.every((all) => verified(all, webhook!.secret) === 0)).toBe(true)
  rmSync(folder, { recursive: true, force: true })
}
