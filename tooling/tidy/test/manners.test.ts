import { describe, expect, it } from "vitest"
import { bookkeeping, drawers, notesToSelf, outsidePlaces, testsLeftOut } from "../src/manners.ts"
import { lines, planted } from "./planted.ts"

describe("manners", () => {
  it.each(["packages/core/src/utils/a.ts", "packages/core/src/helpers.ts", "tooling/common/a.sql"])(
    "catches %s",
    (path) => {
      expect(lines(drawers(planted({ [path]: "" })))).toContain("says nothing about what is in it; name it after")
    },
  )

  it("catches a note to self, with its line", () => {
    const faults = notesToSelf(planted({ "packages/core/src/a.ts": `const a = 1\n// ${"TO" + "DO"}: later` }))
    expect(lines(notesToSelf(planted({ "a.sql": `${"X" + "XX"}, no currency` })))).toBe("")
    expect(lines(faults)).toContain("packages/core/src/a.ts:2: `TO" + "DO` is a note to self; do it now")
  })

  it.each(["it", "describe", "test", "it.effect"])("catches a hidden %s", (call) => {
    const faults = lines(testsLeftOut(planted({ "packages/core/test/a.test.ts": `${call}.${"on" + "ly"}("a")` })))
    expect(faults).toMatch(/a\.test\.ts:1: `.*` hides tests; repair/)
  })

  it.each([`https://${"registry"}.example.org/effect`, `cd /${"work"}/main`, `see ../${"shared"}/notes.md`])(
    "catches %s",
    (text) => {
      const faults = lines(outsidePlaces(planted({ "docs/a.md": text })))
      expect(faults).toContain("docs/a.md:1:")
      expect(faults).toContain("is a place outside this checkout")
    },
  )

  it("catches a gap and a repeat among decisions", () => {
    const names = ["0001-a", "0002-b", "0004-c"].map((name) => [`docs/decisions/${name}.md`, ""] as const)
    expect(lines(bookkeeping(planted(Object.fromEntries(names))))).toContain(
      "0004-c.md: decision 0003 is expected here",
    )
  })

  it("catches a project that the root tsconfig does not know", () => {
    const files = {
      "tsconfig.json": `{ "references": [{ "path": "apps/server" }] }`,
      "packages/core/tsconfig.json": "{}",
    }
    expect(lines(bookkeeping(planted(files)))).toContain('add { "path": "packages/core" } to its references')
  })
})
