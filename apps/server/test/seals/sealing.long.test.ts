/** A server that is killed over and over, while it seals or with much that is not sealed, never finds its own history broken. */
import { startServer } from "@refund-rules/harness"
import { afterAll, describe, expect, it } from "vitest"
import { asker } from "../serving.ts"
import { openStores, refund } from "./stores.ts"

const stores = openStores()
afterAll(stores.remove)

describe("a server that is killed", () => {
  it("while it seals, or with much that is not sealed yet, starts every time", { timeout: 900_000 }, async () => {
    for (const [index, every] of ["100", "60000", "100", "100", "60000"]
      .concat(Array.from({ length: 15 }, () => "100"))
      .entries()) {
      const server = await startServer(
        stores.settingsOf("killed", { REFUND_RULES_SEAL_MS: every, REFUND_RULES_LEASE_MS: "1000" }),
      )
      const ask = asker(server.line.native)
      for (let times = 0; times < 4; times++) expect(await refund(ask, `k${index}-${times}`)).toBe(201)
      server.process.kill("SIGKILL")
      await server.ended
    }
    expect(await stores.startsAgain("killed")).toBe(true)
  })
})
