/** What is erased leaves the file and the log beside it before that is answered, and every chain still verifies. */
import { openDesk } from "@refund-rules/engine"
import { sqlite } from "@refund-rules/store-sqlite"
import { simulatedGateway } from "@refund-rules/testing"
import Database from "better-sqlite3"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

const customer = { id: "c1", name: "Zoë Ångström", email: "zoe@example.org", phone: "+46-canary" }
const paid = { provider: "sandbox", references: {}, currency: "EUR", captured: 10_000 }
const words = ["Zoë Ångström", "zoe@example.org", "+46-canary", "the zip broke", "never arrived"]

/** Which of these words stand in any file of a database. */
const found = (name: string, wanted: readonly string[] = words): readonly string[] => {
  const files = readdirSync(place.folder).filter((file) => file.startsWith(name))
  const bytes = files.map((file) => readFileSync(join(place.folder, file)))
  return wanted.filter((word) => bytes.some((each) => each.includes(Buffer.from(word))))
}

const opening = (name: string) =>
  openDesk({ database: sqlite(`file:${join(place.folder, name)}`), gateways: [simulatedGateway().gateway] })

test("once it was erased no file of the database holds a word of it", async () => {
  const open = () => opening("people.db")
  const desk = await open()
  for (const id of ["p1", "p2"]) await desk.registerPayment({ ...paid, id, customer })
  const asked = await desk.request({ key: "k", paymentId: "p1", amount: 100, note: "the zip broke" })
  if (asked._tag !== "Accepted") throw new Error(asked._tag)
  await desk.settled(asked.refund.id, 10)
  await desk.openSession({ key: "s", paymentId: "p2", amount: 100, note: "never arrived" })
  await desk.request({ key: "r", paymentId: "p1", amount: 90_000, note: "the zip broke" })
  expect(found("people.db")).toEqual(words)

  expect(await desk.erasePersonalData("c1")).toBe(4)
  expect(found("people.db")).toEqual([])
  expect((await desk.payment("p1")).customer).toMatchObject({ id: "c1", name: "(erased)" })
  expect(await desk.verify()).toEqual({ payments: 2, broken: [] })
  await desk.close()
  expect(found("people.db")).toEqual([])

  const again = await open()
  expect((await again.refund(asked.refund.id)).note).toBe("(erased)")
  expect(await again.verify()).toEqual({ payments: 2, broken: [] })
  await again.close()
})

const customers = 300
// Of many lengths, so that pages are cut and joined in many places.
const nameOf = (index: number): string => `named-${index}-canary`.padEnd(40 + 11 * (index % 40), "-")

test("of many whose pages are shared only those who stay are found, wherever their neighbours were", async () => {
  const desk = await opening("many.db")
  for (let index = 0; index < customers; index++)
    await desk.registerPayment({ ...paid, id: `p${index}`, customer: { id: `c${index}`, name: nameOf(index) } })
  const names = Array.from({ length: customers }, (_, index) => `named-${index}-canary`)
  expect(found("many.db", names)).toEqual(names)
  for (let index = 0; index < customers; index += 3) await desk.erasePersonalData(`c${index}`)
  expect(found("many.db", names)).toEqual(names.filter((_, index) => index % 3 !== 0))
  await desk.close()
})

test("while somebody still reads what was before, the log keeps it, and the first commit after that empties it", async () => {
  const desk = await opening("read.db")
  await desk.registerPayment({ ...paid, id: "p1", customer })
  const reader = new Database(join(place.folder, "read.db"), { readonly: true })
  reader.exec("begin")
  expect(reader.prepare("select count(*) as kept from personal").get()).toEqual({ kept: 1 })
  expect(await desk.erasePersonalData("c1")).toBe(1)
  expect(found("read.db")).not.toEqual([])
  reader.exec("commit")
  await desk.registerPayment({ ...paid, id: "p2" })
  expect(found("read.db")).toEqual([])
  reader.close()
  await desk.close()
})
