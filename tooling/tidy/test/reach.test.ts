import { describe, expect, it } from "vitest"
import { deadFiles, unusedExports } from "../src/reach.ts"
import { looseDependencies } from "../src/dependencies.ts"
import { lines, planted } from "./planted.ts"

const src = "packages/core/src/"

describe("dead files", () => {
  it("are found, also where only tests keep them alive", () => {
    const files = {
      [`${src}index.ts`]: `export { a } from "./a.ts"`,
      [`${src}a.ts`]: "export const a = 1",
      [`${src}dead.ts`]: "export const dead = 1",
      [`${src}tested.ts`]: "export const tested = 1",
      "packages/core/test/a.test.ts": `import { tested } from "../src/tested.ts"`,
      "packages/core/test/law.ts": "export const law = 1",
    }
    expect(lines(deadFiles(planted(files))).split("\n")).toEqual([
      `${src}dead.ts: nothing reaches this file; delete it, or import it from what a door of its package leads to`,
      `${src}tested.ts: only tests reach this file; delete it, or import it from what a door of its package leads to`,
      "packages/core/test/law.ts: nothing reaches this file; delete it, or import it from what a door of its package leads to",
    ])
  })

  it("are not those that a worker, a task or a script starts", () => {
    const files = {
      [`${src}index.ts`]: `new Worker(new URL("./worker.ts", import.meta.url))`,
      [`${src}worker.ts`]: "",
      [`${src}main.ts`]: "",
      [`${src}bench.ts`]: "",
      "tooling/tasks.mjs": `export const tasks = { serve: ["packages/core/src/main.ts"] }`,
    }
    expect(lines(deadFiles(planted(files, { scripts: { bench: "node ./src/bench.ts" } })))).toBe("")
  })
})

describe("unused exports", () => {
  const index = `export { a } from "./a.ts"\nexport * from "./all.ts"\nimport * as M from "./m.ts"\nM.used()`

  it("are found by name, and those that only tests use are told apart", () => {
    const files = {
      [`${src}index.ts`]: index,
      [`${src}a.ts`]:
        "export const a: Named = 1\nexport interface Idle {}\nexport const tested = 1\nexport type Named = 1\n/** For laws. @internal */\nexport const law = 1",
      [`${src}all.ts`]: "export const all = 1",
      [`${src}m.ts`]: "export const used = 1\nexport const idle = 1",
      "packages/core/test/a.test.ts": `import { law, tested } from "../src/a.ts"`,
    }
    expect(lines(unusedExports(planted(files))).split("\n")).toEqual([
      `${src}a.ts:2: nothing uses the export \`Idle\`; drop \`export\`, or the name itself`,
      `${src}a.ts:3: nothing uses the export \`tested\`; only tests do: test it through what is public, or say \`@internal\` above it and why they need it`,
      `${src}m.ts:2: nothing uses the export \`idle\`; drop \`export\`, or the name itself`,
    ])
  })

  it("of a private package are those no other package takes", () => {
    const files = { [`${src}index.ts`]: "export const a = 1\nexport const b = 1" }
    const user = { "apps/server/src/main.ts": `import { a } from "@refund-rules/core"` }
    const faults = lines(unusedExports(planted({ ...files, ...user }, { private: true })))
    expect(faults).toContain("nothing uses the export `b`")
    expect(faults).not.toContain("`a`")
  })
})

describe("dependencies", () => {
  const catalog = (names: string) => ({ "pnpm-workspace.yaml": `catalog:\n${names}\n` })
  const used = { [`${src}index.ts`]: `import "effect/Schema"`, "packages/core/test/a.test.ts": `import "vitest"` }
  const good = { dependencies: { effect: "catalog:" }, devDependencies: { vitest: "catalog:" } }

  it("pass where they are declared, used and in the catalog", () => {
    expect(lines(looseDependencies(planted({ ...used, ...catalog("  effect: 4.1.0\n  vitest: 5.1.0") }, good)))).toBe(
      "",
    )
  })

  it.each([
    [
      "an undeclared one",
      { devDependencies: good.devDependencies },
      "`effect` is not declared; add it to dependencies of packages/core",
    ],
    [
      "one declared for tests only",
      { devDependencies: { ...good.dependencies, ...good.devDependencies } },
      "`effect` is not declared",
    ],
    [
      "an unused one",
      { ...good, dependencies: { ...good.dependencies, kysely: "catalog:" } },
      "nothing uses `kysely`; drop it",
    ],
    [
      "one that only tests use",
      { dependencies: { ...good.dependencies, vitest: "catalog:" } },
      "only tests use `vitest`; move it",
    ],
    [
      "a version outside the catalog",
      { ...good, devDependencies: { vitest: "5.1.0" } },
      "the version of `vitest` stands here; put it in",
    ],
  ])("catches %s", (_, manifest, message) => {
    expect(lines(looseDependencies(planted(used, manifest)))).toContain(message)
  })

  it("catches an entry of the catalog that nobody asks for", () => {
    const faults = lines(
      looseDependencies(planted({ ...used, ...catalog(`  effect: 4.1.0\n  "@types/pg": 1.0.0`) }, good)),
    )
    expect(faults).toBe("pnpm-workspace.yaml: no package asks for `@types/pg` of the catalog; drop the entry")
  })
})
