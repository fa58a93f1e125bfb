/** A process of its own that asks for parts of one payment, with and without a key, and prints how each ask ended. */
import { Effect } from "effect"
import { asking, ending, shop } from "../given.ts"
import { openStore } from "../stores.ts"

const [file, name] = process.argv.slice(2) as [string, string]
const { close, store } = await openStore({ url: file })
const asks = Array.from({ length: 40 }, (_, n) => store.change(shop, "p1", asking(`${name}${n}`, 700)))
const keyed = Array.from({ length: 8 }, (_, n) =>
  store.changeOnce(shop, { door: "native", key: `k${n}`, fingerprint: "f" }, "p2", asking(`${name} k${n}`, 100)),
)
const answers = await Promise.all([...asks, ...keyed].map((ask) => ending<unknown, unknown>(ask)))
await Effect.runPromise(Effect.promise(close))
console.log(JSON.stringify(answers))
