/** A key that comes again while the first request under it is held up: by a writer that keeps the file of the store. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, beforeAll, describe, it } from "vitest"
import { rootKey } from "../serving.ts"
import { faceSandbox } from "./stripeClient.ts"

const folder = mkdtempSync(join(tmpdir(), "in-flight-"))
const file = join(folder, "store.db")
let facing: Awaited<ReturnType<typeof faceSandbox>>
beforeAll(async () => {
  facing = await faceSandbox({ REFUND_RULES_DATABASE_URL: `file:${file}`, REFUND_RULES_FACADE_WAIT_MS: "300" })
})
afterAll(async () => {
  await facing.close()
  rmSync(folder, { recursive: true })
})

const create = async (charge: string, key: string) => {
  const answer = await fetch(`${facing.facade}/v1/refunds`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${rootKey}`,
      "content-type": "application/x-www-form-urlencoded",
      "idempotency-key": key,
    },
    body: new URLSearchParams({ charge, amount: "4000" }).toString(),
  })
  return { status: answer.status, headers: answer.headers, json: (await answer.json()) as any }
}

describe("a key whose first request is still in flight", () => {
  it("is told so and to come again, and the first is answered as if nobody else had asked", async () => {
    const { charge, payment_intent } = await facing.pay()
    const other = new DatabaseSync(file, { timeout: 2000 })
    other.exec("begin immediate")
    const asked = [create(charge, "held up"), create(charge, "held up")]
    const early = await Promise.race(asked)
    // The first is held up for longer than a facade waits for a provider, and is no repetition for that.
    await new Promise((resolve) => setTimeout(resolve, 600))
    other.exec("rollback")
    other.close()
    strictEqual(early.status, 409, JSON.stringify(early.json))
    const { code, message, type } = early.json.error
    deepStrictEqual([code, type], ["idempotency_key_in_use", "invalid_request_error"])
    match(message, /in-progress/)
    deepStrictEqual(
      ["stripe-should-retry", "retry-after", "idempotent-replayed"].map((name) => early.headers.get(name)),
      ["true", "1", null],
    )
    const all = await Promise.all(asked)
    deepStrictEqual(
      all.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 409],
    )
    const first = all.find(({ status }) => status === 200)!
    const again = await create(charge, "held up")
    deepStrictEqual([again.status, again.json.id], [200, first.json.id])
    strictEqual(again.headers.get("idempotent-replayed"), "true")
    const ledger = await fetch(`${facing.sandbox}/ledger?payment=${payment_intent}`)
    strictEqual(((await ledger.json()) as { movements: [] }).movements.length, 1)
  })
})
