import { checkout } from "@refund-rules/codebase"
import { describe, expect, it } from "vitest"
import ratchet from "../ratchet.json" with { type: "json" }
import { bannedWords } from "../src/bannedWords.ts"
import { looseDependencies } from "../src/dependencies.ts"
import { bookkeeping, drawers, notesToSelf, outsidePlaces, testsLeftOut } from "../src/manners.ts"
import { brokenPromises } from "../src/promises.ts"
import { undocumented } from "../src/publicDocs.ts"
import { deadFiles, unusedExports } from "../src/reach.ts"
import { tooLarge } from "../src/sizes.ts"
import { lines } from "./planted.ts"

describe("this repository", () => {
  const here = checkout()

  it("is read at all", () => {
    const modules = [...here.modules.values()]
    expect(modules.filter(({ path }) => path.startsWith("packages/core/src/")).length).toBeGreaterThan(0)
    expect(modules.filter(({ path }) => path.endsWith(".test.ts")).length).toBeGreaterThan(0)
    expect(modules.flatMap(({ exports }) => exports).length).toBeGreaterThan(20)
    expect(here.packages.length).toBeGreaterThan(3)
    expect([...here.tree.keys()].filter((path) => path.endsWith(".md")).length).toBeGreaterThan(0)
  })

  it("keeps files and functions small", () => expect(lines(tooLarge(here, ratchet))).toBe(""))
  it("starts every module with its promise", () => expect(lines(brokenPromises(here))).toBe(""))
  it("has no dead file", () => expect(lines(deadFiles(here))).toBe(""))
  it("has no unused export", () => expect(lines(unusedExports(here))).toBe(""))
  it("declares what it uses and uses what it declares", () => expect(lines(looseDependencies(here))).toBe(""))
  it("says its own words", () => expect(lines(bannedWords(here))).toBe(""))
  it("names no file or folder after nothing", () => expect(lines(drawers(here))).toBe(""))
  it("has no notes to self", () => expect(lines(notesToSelf(here))).toBe(""))
  it("leaves no test out", () => expect(lines(testsLeftOut(here))).toBe(""))
  it("names no place outside itself", () => expect(lines(outsidePlaces(here))).toBe(""))
  it("keeps its books", () => expect(lines(bookkeeping(here))).toBe(""))
  it("documents what it gives out", () => expect(lines(undocumented(here))).toBe(""))
})
