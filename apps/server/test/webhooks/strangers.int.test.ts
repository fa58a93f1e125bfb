/** A flood of webhooks that nobody signed: it is held back, and what is signed is taken before, and again right after it. */
import { startServer } from "@refund-rules/harness"
import { expect, it } from "vitest"
import { asker } from "../serving.ts"
import { signers } from "./signers.ts"

it("whoever sends much that nobody signed waits a second, and what is signed never counts", async () => {
  const { eventOf, secrets, sign } = signers["stripe"]!
  await using server = await startServer({
    REFUND_RULES_LOG: "error",
    REFUND_RULES_GATEWAY_STRIPE_WEBHOOK_SECRET: secrets[0],
  })
  const ask = asker(server.line.native)
  const send = async (body: string, isSigned: boolean) => {
    const headers = isSigned ? sign(new TextEncoder().encode(body), secrets[0], Math.floor(Date.now() / 1000)) : {}
    return ask("POST", "/webhooks/stripe", { as: "", body, headers })
  }
  const signed = await Promise.all(Array.from({ length: 200 }, (_, index) => send(eventOf(`${index}`), true)))
  expect(new Set(signed.map(({ status }) => status))).toEqual(new Set([200]))
  // More than fifty in a second, on whatever machine, if not at once.
  const flood: Awaited<ReturnType<typeof send>>[] = []
  for (let round = 0; round < 20 && flood.every(({ status }) => status === 400); round++)
    flood.push(...(await Promise.all(Array.from({ length: 400 }, () => send("{}", false)))))
  const statuses = new Set(flood.map(({ status }) => status))
  expect(statuses).toEqual(new Set([400, 429]))
  const held = flood.find(({ status }) => status === 429)!
  expect([held.headers.get("retry-after"), held.json.code]).toEqual(["1", "rate_limited"])
  await expect.poll(async () => (await send(eventOf("after"), true)).status).toBe(200)
})
