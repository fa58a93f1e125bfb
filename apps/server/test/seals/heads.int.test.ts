/** Heads that leave the machine by themselves, and what a scraper sees of sealing: the real server, its store, and a receiver. */
import { DatabaseSync } from "node:sqlite"
import { isSigned, type Seal } from "@refund-rules/engine"
import { startServer } from "@refund-rules/harness"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { allowing, eventually, made, refunded } from "../outgoing/telling.ts"
import { receiver } from "../outgoing/receiver.ts"
import { asker } from "../serving.ts"
import { headOf, openStores, refund } from "./stores.ts"

const stores = openStores()
afterAll(stores.remove)

// Several starts each, on machines that are busy with other tests.
const patience = { timeout: 180_000 }

describe("a message to a webhook", () => {
  it("carries the newest head of the merchant's history, which can be held against it later", patience, async () => {
    await using one = await receiver()
    await using server = await startServer(stores.settingsOf("told", { ...allowing(one), REFUND_RULES_SEAL_MS: "100" }))
    const ask = asker(server.line.native)
    await made(ask, one.url)
    await refunded(ask)
    await headOf(ask, 3)
    // A head that was just looked up is told for some seconds.
    const heads = async () => {
      await refunded(ask)
      return one.received.flatMap(({ headers }) => headers["refund-rules-head"] ?? [])
    }
    const told = await eventually(heads, (found) => found.length > 0, 60)
    const { hash, merchant, mode, ...said } = JSON.parse(String(told[0])) as Readonly<Record<string, any>>
    expect([merchant, mode]).toEqual(["default", "test"])
    expect(await Effect.runPromise(isSigned({ scope: { merchant, mode }, ...said } as Seal))).toBe(true)
    const database = new DatabaseSync(stores.fileOf("told"), { timeout: 30_000 })
    const kept = database.prepare("select signature, events from seal where number = ?").get(said["number"])
    database.close()
    expect(kept).toEqual({ signature: said["signature"], events: said["events"] })
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })
})

const valueIn = (measures: string, name: string): number => Number(measures.split(`\n${name} `)[1]?.split("\n", 1)[0])

describe("the measures of sealing", () => {
  it("count its rounds, tell how far behind it is, and of a seal that is not ours", patience, async () => {
    await using server = await startServer(stores.settingsOf("seen", { REFUND_RULES_SEAL_MS: "100" }))
    const ask = asker(server.line.native)
    const rounds = async (outcome: string): Promise<number> => {
      const { text } = await ask("GET", "/metrics", { as: "" })
      expect(text).toContain("refund_rules_seal_rounds_total")
      return valueIn(text, `refund_rules_seal_rounds_total{outcome="${outcome}"}`)
    }
    const age = async (): Promise<number> =>
      valueIn((await ask("GET", "/metrics", { as: "" })).text, "refund_rules_unsealed_age_seconds")
    expect(await rounds("strange")).toBe(0)
    expect(await rounds("failed")).toBe(0)
    await refund(ask, "k1")
    await headOf(ask, 3)
    expect(
      await eventually(
        () => rounds("sealed"),
        (count) => count > 0,
      ),
    ).toBeGreaterThan(0)
    await eventually(age, (seconds) => seconds === 0)
    stores.change("seen", "update seal set public_key = replace(public_key, substr(public_key, 1, 1), '_')")
    await refund(ask, "k2")
    await eventually(
      () => rounds("strange"),
      (count) => count > 0,
      30,
    )
    await eventually(age, (seconds) => seconds > 0.5, 30)
  })
})
