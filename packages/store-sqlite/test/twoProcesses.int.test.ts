import { Records } from "@refund-rules/engine"
import { Context, Stream } from "effect"
import { execFile } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, expect, test } from "vitest"
import { paymentOf, run, shop } from "./given.ts"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

const program = fileURLToPath(new URL("children/asks.ts", import.meta.url))

/** What each ask of a process of its own came to. */
const asksOf = async (file: string, name: string): Promise<readonly unknown[]> => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@refund-rules/source", program, file, name],
    { timeout: 60_000 },
  )
  return JSON.parse(stdout) as readonly unknown[]
}

test("two processes on one file take no more than there is, and do what one key stands for once", async () => {
  const file = join(place.folder, "two.db")
  const { close, context, store } = await openStore({ url: file })
  await run(store.open(shop, paymentOf("p1")))
  await run(store.open(shop, paymentOf("p2")))
  const all = (await Promise.all([asksOf(file, "left "), asksOf(file, "right ")])).map((answers) => ({
    asks: answers.slice(0, 40),
    keyed: answers.slice(40) as readonly { readonly _tag: string }[],
  }))
  expect(all.flatMap(({ asks }) => asks).filter((accepted) => accepted === true)).toHaveLength(14)
  expect(all.flatMap(({ keyed }) => keyed).filter(({ _tag }) => _tag === "Done")).toHaveLength(8)
  expect((await run(store.read(shop, "p2"))).refunds).toHaveLength(8)
  const proven = await run(Stream.runCollect(Context.get(context, Records).verify))
  expect(proven.map(({ broken }) => broken)).toEqual([[], []])
  await close()
})
