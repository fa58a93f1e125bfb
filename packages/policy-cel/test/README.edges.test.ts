import { decide, parseCase, parsePolicy } from "@refund-rules/core"
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { cel } from "../src/index.ts"

it("the README's example gives what the README says", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!
  const body = code!.replaceAll(/^import .*$/gm, "").trim()
  const at = body.lastIndexOf("\n\n")
  const [expression, expected] = body.slice(at).split("// =>") as [string, string]
  const run = new Function(
    "decide",
    "parseCase",
    "parsePolicy",
    "cel",
    `${body.slice(0, at)}\nreturn ${expression.trim()}`,
  )
  expect(run(decide, parseCase, parsePolicy, cel)).toEqual(JSON.parse(expected))
})
