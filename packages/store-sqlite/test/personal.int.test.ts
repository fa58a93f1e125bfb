/** What is erased leaves the file: no byte of it is found there, and every chain still verifies. */
import { openDesk } from "@refund-rules/engine"
import { sqlite } from "@refund-rules/store-sqlite"
import { simulatedGateway } from "@refund-rules/testing"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

const customer = { id: "c1", name: "Zoë Ångström", email: "zoe@example.org", phone: "+46-canary" }
const paid = { provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
const words = ["Zoë Ångström", "zoe@example.org", "+46-canary", "the zip broke", "never arrived"]

/** The words that stand in any file of the database. */
const found = (): readonly string[] => {
  const bytes = readdirSync(place.folder).map((name) => readFileSync(join(place.folder, name)))
  return words.filter((word) => bytes.some((each) => each.includes(Buffer.from(word))))
}

test("after it was erased no file of the database holds a word of it", async () => {
  const open = () =>
    openDesk({ database: sqlite(`file:${join(place.folder, "people.db")}`), gateways: [simulatedGateway().gateway] })
  const desk = await open()
  for (const id of ["p1", "p2"]) await desk.registerPayment({ ...paid, id, customer })
  const asked = await desk.request({ key: "k", paymentId: "p1", amount: 100, note: "the zip broke" })
  if (asked._tag !== "Accepted") throw new Error(asked._tag)
  await desk.settled(asked.refund.id, 10)
  await desk.openSession({ key: "s", paymentId: "p2", amount: 100, note: "never arrived" })
  await desk.request({ key: "r", paymentId: "p1", amount: 90_000, note: "the zip broke" })
  expect(found()).toEqual(words)

  expect(await desk.erasePersonalData("c1")).toBe(4)
  expect((await desk.payment("p1")).customer).toMatchObject({ id: "c1", name: "(erased)" })
  expect(await desk.verify()).toEqual({ payments: 2, broken: [] })
  // The log of the last writes is taken into the file when the database is closed.
  await desk.close()
  expect(found()).toEqual([])

  const again = await open()
  expect((await again.refund(asked.refund.id)).note).toBe("(erased)")
  expect(await again.verify()).toEqual({ payments: 2, broken: [] })
  await again.close()
})
