import { readFileSync } from "node:fs"
import { storeLaws } from "@refund-rules/testing"
import { registerLaws } from "@refund-rules/testing/vitest"
import { expect, test } from "vitest"
import { openStore } from "../src/index.ts"

registerLaws(
  "the custom store",
  storeLaws(() => ({ store: openStore() })),
)

test("is a store in at most 60 lines", () => {
  const source = readFileSync(new URL("../src/index.ts", import.meta.url), "utf8")
  const lines = source.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("/**"))
  expect(lines.length).toBeLessThanOrEqual(60)
})
