/** Writes what a run found into docs/simulation.md, between two marks, and leaves the rest of it as it is. */
import { readFileSync, writeFileSync } from "node:fs"
import type { Kind } from "../simulate.ts"

const page = new URL("../../../../docs/simulation.md", import.meta.url)

export const record = (of: Kind, what: "planted" | "reached", text: string): void => {
  const part = of === "refunds" ? what : `${of} ${what}`
  const [begin, end] = [`<!-- ${part}: written by npm run sim -->`, `<!-- ${part}: end -->`]
  const before = readFileSync(page, "utf8")
  const [from, to] = [before.indexOf(begin), before.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/simulation.md has no place for what is ${part}`)
  writeFileSync(page, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`)
}
