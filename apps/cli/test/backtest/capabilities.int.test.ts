/** What a provider could carry when it was asked is part of the past: a backtest looks at it, whatever it can carry now. */
import { join } from "node:path"
import { openDesk } from "@refund-rules/engine"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { sqlite } from "@refund-rules/store-sqlite"
import { expect, test } from "vitest"
import { folderWithShop } from "../running.ts"

test("a refusal for what the provider could not carry stays one under the same policy", async () => {
  const folder = await folderWithShop()
  const { close, gateway } = await openSandbox()
  const narrow = { ...gateway, capabilities: { maxRefunds: 1 } }
  const policy = { bindAt: "request", rules: [], terms: {} }
  const desk = await openDesk({ database: sqlite(join(folder.path, "shop/refunds.db")), gateways: [narrow], policy })
  await desk.registerPayment({ id: "p1", provider: "sandbox", references: {}, currency: "EUR", captured: 1000 })
  const first = await desk.request({ key: "a", paymentId: "p1", amount: 100 })
  const second = await desk.request({ key: "b", paymentId: "p1", amount: 100 })
  expect([first._tag, second._tag]).toEqual(["Accepted", "Refused"])
  await desk.close()
  await close()
  folder.write("same.json", { id: "default", ...policy })
  const { out } = await folder.run("refund-rules backtest --policy same.json --db shop/refunds.db --json")
  expect(JSON.parse(out)).toMatchObject({ decisions: 2, gained: 0, lost: 0, affected: [] })
})
