/** A backup of a file that is written to: what was answered before it is in it, and it proves itself. */
import { LedgerStore, Records } from "@refund-rules/engine"
import Database from "better-sqlite3"
import { Context, Stream } from "effect"
import { join } from "node:path"
import { expect, it } from "vitest"
import { asking, paymentOf, run, shop } from "./given.ts"
import { openStore, temporaryFolder } from "./stores.ts"

it("a backup taken at work holds all that was answered before it, and is whole", async () => {
  const place = temporaryFolder()
  const [file, copy] = [join(place.folder, "desk.db"), join(place.folder, "copy.db")]
  const opened = await openStore({ url: `file:${file}` })
  await run(opened.store.open(shop, paymentOf("p1")))
  const answered: string[] = []
  const change = async (index: number): Promise<void> => {
    await run(opened.store.change(shop, "p1", asking(`r${index}`, 10)))
    answered.push(`r${index}`)
  }
  for (let index = 0; index < 50; index++) await change(index)
  const before = [...answered]
  const own = new Database(file)
  const backup = own.backup(copy)
  for (let index = 50; index < 150; index++) await change(index)
  await backup
  own.close()
  const restored = await openStore({ url: `file:${copy}` })
  const { refunds } = await run(Context.get(restored.context, LedgerStore).read(shop, "p1"))
  const ids = refunds.map(({ id }) => id as string)
  expect(before.filter((id) => !ids.includes(id))).toEqual([])
  const proven = await run(Stream.runCollect(Context.get(restored.context, Records).verify))
  expect(proven.flatMap(({ broken }) => broken)).toEqual([])
  await Promise.all([opened.close(), restored.close()])
  place.remove()
})
