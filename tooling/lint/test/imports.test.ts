import { checkout } from "@refund-rules/codebase"
import { describe, expect, it } from "vitest"
import { coreInside } from "../src/core.ts"
import { importCycles } from "../src/cycles.ts"
import { forbiddenImports, roomOf } from "../src/imports.ts"
import { rooms } from "../src/rooms.ts"
import { lines, planted } from "./planted.ts"

const house = {
  "packages/core": "core",
  "packages/engine": "engine",
  "packages/store-kysely": "store-kysely",
  "packages/store-sqlite": "store-sqlite",
  "packages/http-api": "http-api",
  "packages/providers/stripe": "provider-stripe",
  "packages/providers/dodo": "provider-dodo",
  "packages/providers/sandbox": "provider-sandbox",
  "apps/server": "server",
  "apps/cli": "cli",
}
const doors = Object.fromEntries(
  Object.keys(house).flatMap((folder) => [
    [`${folder}/src/index.ts`, ""],
    [`${folder}/src/Wire.ts`, ""],
  ]),
)

describe("this repository", () => {
  const here = checkout()
  it("is read at all", () => {
    expect([...here.modules.keys()].filter((path) => path.includes("/src/")).length).toBeGreaterThan(5)
    expect([...here.modules.values()].flatMap((module) => module.imports).length).toBeGreaterThan(20)
  })
  it("keeps to the table of rooms", () => expect(lines(forbiddenImports(here))).toBe(""))
  it("keeps the order inside core", () => expect(lines(coreInside(here))).toBe(""))
  it("has no import cycle", () => expect(lines(importCycles(here))).toBe(""))
})

describe("the table of rooms", () => {
  it.each([
    ["core may import nothing of node", "packages/core", `import { readFileSync } from "node:fs"`],
    ["core may import no other room", "packages/core", `import type { X } from "@refund-rules/engine"`],
    ["core may import no driver", "packages/core", `export type X = import("kysely").X`],
    ["engine may import no http", "packages/engine", `import { HttpClient } from "effect/http"`],
    ["engine may import no store", "packages/engine", `export { x } from "@refund-rules/store-kysely"`],
    ["engine may import nothing of node", "packages/engine", `const x = await import("node:fs")`],
    ["store-kysely may import no driver", "packages/store-kysely", `import pg from "pg"`],
    ["a store may import no other driver", "packages/store-sqlite", `import pg from "pg"`],
    ["http-api may import no engine", "packages/http-api", `import {} from "@refund-rules/engine"`],
    ["http-api may import no client", "packages/http-api", `import { HttpClient } from "effect/http"`],
    [
      "a provider may import no other provider",
      "packages/providers/dodo",
      `import "@refund-rules/provider-stripe/Wire"`,
    ],
    ["the sandbox takes wires only", "packages/providers/sandbox", `import "@refund-rules/provider-stripe"`],
    ["an app may import no app", "apps/server", `import "@refund-rules/cli"`],
    ["an app may open no shut door", "apps/server", `import "@refund-rules/core/internal/x"`],
    ["no path leaves its package", "apps/server", `import "../../../packages/core/src/index.ts"`],
  ])("%s", (_, folder, text) => {
    const faults = forbiddenImports(planted(house, { ...doors, [`${folder}/src/planted.ts`]: text }))
    expect(faults).toHaveLength(1)
    expect(lines(faults)).toMatch(/^\S+planted\.ts:1: .*(may not import|no public door|another package).*; ./)
  })

  it.each([
    ["packages/core", `import { Schema } from "effect"`],
    ["packages/engine", `import * as Layer from "effect/Layer"; import "@refund-rules/core"`],
    ["packages/http-api", `import { HttpApi } from "effect/http-api"; import { ProblemDetails } from "effect/http"`],
    ["packages/providers/sandbox", `import "@refund-rules/provider-stripe/Wire"`],
    ["apps/server", `import "@refund-rules/store-sqlite"; import "node:http"; import "whatever"`],
  ])("lets %s do what it may", (folder, text) => {
    expect(lines(forbiddenImports(planted(house, { ...doors, [`${folder}/src/planted.ts`]: text })))).toBe("")
  })

  it("has a room for every package, and says so of one that has none", () => {
    expect(rooms.map(({ folder }) => roomOf(folder.replace("*", "anything"))?.name)).not.toContain(undefined)
    expect(lines(forbiddenImports(planted({ "packages/attic": "attic" }, {})))).toContain(
      "in no room; add it to the table",
    )
  })
})

describe("inside core", () => {
  it.each([
    ["money/a.ts", `import "../policy/b.ts"`, "money may not import policy"],
    ["quote/a.ts", `import type { X } from "../schema/b.ts"`, "quote may not import schema"],
    ["money/a.ts", `import { Option } from "effect"`, "outside core's schema files"],
    ["schema/a.ts", `import { Effect } from "effect"`, "core may not use effect's `Effect`"],
    ["schema/a.ts", `import * as Clock from "effect/Clock"`, "core may not use effect's `Clock`"],
    ["money/a.ts", `export const at = () => Date.now()`, "core reads `Date.now`"],
    ["money/a.ts", `export const at = () => new Date()`, "core reads `new Date()`"],
    ["attic/a.ts", ``, "core has no folder `attic`"],
  ])("%s: %s is caught", (file, text, message) => {
    const files = { "packages/core/src/policy/b.ts": "", "packages/core/src/schema/b.ts": "" }
    const faults = coreInside(planted(house, { ...files, [`packages/core/src/${file}`]: text }))
    expect(faults).toHaveLength(1)
    expect(lines(faults)).toContain(message)
  })

  it("a folder may look down, and schema may use effect's data", () => {
    const files = { "packages/core/src/money/b.ts": "", "packages/core/src/quote/a.ts": `import "../money/b.ts"` }
    const schema = { "packages/core/src/schema/a.ts": `import { Schema } from "effect"; new Date(0)` }
    expect(lines(coreInside(planted(house, { ...files, ...schema })))).toBe("")
  })
})

describe("cycles", () => {
  it("are found over type-only imports and packages, with the way around", () => {
    const files = { "packages/core/src/index.ts": `import "@refund-rules/engine"` }
    const back = { "packages/engine/src/index.ts": `import type { X } from "@refund-rules/core"` }
    const message =
      "import cycle packages/core/src/index.ts -> packages/engine/src/index.ts -> packages/core/src/index.ts"
    expect(lines(importCycles(planted(house, { ...files, ...back })))).toContain(message)
  })
})
