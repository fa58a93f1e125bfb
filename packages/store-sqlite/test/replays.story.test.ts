/** An answer that was given is given to everybody who asks again, however many do so at once. */
import { expect, test } from "vitest"
import { asking, paymentOf, run, shop } from "./given.ts"
import { openStore } from "./stores.ts"

const key = { door: "native", key: "k1", fingerprint: "f" }

test("64 sendings of a request that is done are all told what came of it, and none that it is in flight", async () => {
  const { close, store } = await openStore({ url: ":memory:" })
  await run(store.open(shop, paymentOf("p1")))
  const send = (fingerprint = "f") => run(store.changeOnce(shop, { ...key, fingerprint }, "p1", asking("r1", 6000)))
  const first = await Promise.all([send(), send()])
  expect(first.map(({ _tag }) => _tag)).toEqual(["Done", "InFlight"])
  const again = await Promise.all(Array.from({ length: 64 }, () => send()))
  expect(new Set(again.map(({ _tag }) => _tag))).toEqual(new Set(["Replayed"]))
  const other = await Promise.all([send(), send("g")])
  expect(other.map(({ _tag }) => _tag)).toEqual(["Replayed", "Reused"])
  await close()
})
