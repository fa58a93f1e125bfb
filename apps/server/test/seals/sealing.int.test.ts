/** Seals through the real server: made while it runs, told, and held against a database that somebody changed meanwhile. */
import { readFileSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { isSigned, type Seal, sealKeys, secretBytes } from "@refund-rules/engine"
import { startServer } from "@refund-rules/harness"
import { Effect } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { asker } from "../serving.ts"
import { headOf, key, openStores, refund } from "./stores.ts"

const stores = openStores()
afterAll(stores.remove)

// Several starts each, on machines that are busy with other tests.
const patience = { timeout: 180_000 }

describe("the head of the audit", () => {
  it(
    "is the newest seal, signed with the key that the secret stands for; a merchant sees its own",
    patience,
    async () => {
      await using server = await startServer(stores.settingsOf("head", { REFUND_RULES_SEAL_MS: "100" }))
      const ask = asker(server.line.native)
      expect((await ask("GET", "/v1/audit/head")).status).toBe(404)
      await refund(ask, "k1")
      const { hash, merchant, mode, ...said } = await headOf(ask, 3)
      const { signer } = await Effect.runPromise(sealKeys([secretBytes(key)!]))
      expect([merchant, mode, said["publicKey"]]).toEqual(["default", "test", signer!.publicKey])
      const seal = { scope: { merchant, mode }, ...said } as Seal
      expect(await Effect.runPromise(isSigned(seal))).toBe(true)
      expect(hash).toMatch(/^[0-9a-f]{64}$/)
      await ask("POST", "/v1/merchants", { body: { id: "rival" } })
      const { json } = await ask("POST", "/v1/keys", { body: { merchant: "rival", actor: "a", scopes: ["read"] } })
      expect((await ask("GET", "/v1/audit/head", { as: json.key })).status).toBe(404)
    },
  )

  it("is there of everything, once a server was stopped", patience, async () => {
    const database = new DatabaseSync(await stores.sealed("stopped"))
    const events = database.prepare("select count(*) as count from event").get()!["count"]
    expect(database.prepare("select max(events) as count from seal").get()!["count"]).toBe(events)
    database.close()
    expect(await stores.startsAgain("stopped")).toBe(true)
  })
})

describe("a server does not start", () => {
  const next = "refund-rules verify --db"

  it("where a byte of the newest event is another one", patience, async () => {
    const file = await stores.sealed("byte")
    const bytes = readFileSync(file)
    const at = bytes.lastIndexOf('"_tag":"RefundSucceeded"')
    expect(at).toBeGreaterThan(0)
    bytes[at + 9] = bytes[at + 9]! ^ 1
    writeFileSync(file, bytes)
    const { code, said, stdout } = await stores.refusal("byte")
    expect([code, stdout]).toEqual([1, ""])
    expect(said).toMatch(/\(chain_head_broken\): merchant `default` in test: payment `p1`: event \d+ is not what/)
    expect(said).toContain(next)
  })

  it.each([
    [
      "chain_head_broken",
      "the newest event is gone",
      "delete from event where position = (select max(position) from event)",
    ],
    ["seal_broken", "the last events are gone with all they left in rows", cutWhole()],
    ["seal_broken", "a seal is gone", "delete from seal"],
    ["seal_broken", "a seal says something else", "update seal set events = events + 1"],
  ])("and says %s, where %s", patience, async (code, name, sql) => {
    await stores.sealed(name)
    stores.change(name, sql)
    const { said } = await stores.refusal(name)
    expect(said).toContain(`(${code})`)
    expect(said).toContain(next)
  })

  it("where the newest seal is of a key nobody named, but does where it is believed", patience, async () => {
    await stores.sealed("stranger")
    const other = { REFUND_RULES_SECRETS_KEY: "cd".repeat(32) }
    const { said } = await stores.refusal("stranger", other)
    const { signer } = await Effect.runPromise(sealKeys([secretBytes(key)!]))
    expect(said).toContain(`(seal_key_unknown): seal 1 of merchant \`default\` is signed with \`${signer!.publicKey}\``)
    expect(said).toContain("REFUND_RULES_SEAL_KEYS")
    expect(await stores.startsAgain("stranger", { REFUND_RULES_SECRETS_KEY: `${"cd".repeat(32)},${key}` })).toBe(true)
    expect(await stores.startsAgain("stranger", { ...other, REFUND_RULES_SEAL_KEYS: signer!.publicKey })).toBe(true)
  })
})

/** Whoever has the database can take back the payment, too; but nobody can sign that it was never otherwise. */
function cutWhole(): string {
  return `
    update payment set version = version - 1, head = (
      select hash from event where payment_id = 'p1' and sequence = (select max(sequence) - 1 from event)
    );
    delete from event where position = (select max(position) from event)`
}
