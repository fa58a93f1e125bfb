import { describe, expect, it } from "vitest"
import { checkout, codebaseOf, parseModule, pathTarget } from "../src/index.ts"

describe("a module", () => {
  const module = parseModule(
    "a.ts",
    [
      "/** Says what holds. */",
      `import type { A } from "a"`,
      `import * as M from "./m.ts"`,
      `export { b as c } from "./b.ts"`,
      `export * from "./d.ts"`,
      `export * as N from "./n.ts"`,
      "/** Doubles a number. */",
      "export const f = (x: number) => M.double(x)",
      `export interface I { x: import("q").T }`,
      `export { A }`,
      `new URL("./worker.ts", import.meta.url)`,
    ].join("\n"),
  )

  it("tells what it takes, type-only and dynamic mentions included", () => {
    expect(module.imports.map(({ specifier, names, how, line }) => [specifier, names, how, line])).toEqual([
      ["a", ["A"], "import", 2],
      ["./m.ts", ["double"], "import", 3],
      ["./b.ts", ["b"], "export", 4],
      ["./d.ts", ["*"], "exportAll", 5],
      ["./n.ts", ["*"], "export", 6],
      ["q", ["*"], "dynamic", 9],
      ["./worker.ts", ["*"], "path", 11],
    ])
  })

  it("tells what it gives, and where it has it from", () => {
    expect(module.exports.map(({ name, kind, from, doc }) => [name, kind, from?.specifier, doc?.trim()])).toEqual([
      ["c", "passed", "./b.ts", undefined],
      ["N", "passed", "./n.ts", undefined],
      ["f", "function", undefined, "* Doubles a number."],
      ["I", "type", undefined, undefined],
      ["A", "passed", "a", undefined],
    ])
  })

  it("that does not parse is an error with its path", () => {
    expect(() => parseModule("broken.ts", "const = 1")).toThrow("cannot parse `broken.ts`")
  })
})

describe("a codebase", () => {
  const exports = {
    ".": { "@refund-rules/source": "./src/index.ts", default: "./dist/index.js" },
    "./internal/*": null,
    "./*": "./src/*.ts",
  }
  const codebase = codebaseOf(
    new Map([
      [
        "packages/core/package.json",
        JSON.stringify({
          name: "@refund-rules/core",
          exports,
          bin: "./dist/main.js",
          imports: { "#core/*": "./src/*" },
        }),
      ],
      ["packages/core/src/index.ts", ""],
      ["packages/core/src/Wire.ts", `new URL("./index.ts", import.meta.url)`],
    ]),
  )

  it.each([
    ["@refund-rules/core", { _tag: "File", path: "packages/core/src/index.ts" }],
    ["@refund-rules/core/Wire", { _tag: "File", path: "packages/core/src/Wire.ts" }],
    ["@refund-rules/core/nowhere", { _tag: "Shut" }],
    ["../packages/core/src/index.ts", { _tag: "File", path: "packages/core/src/index.ts" }],
    ["./nowhere.ts", { _tag: "Nowhere" }],
    ["effect/Schema", { _tag: "Foreign", name: "effect", subpath: "Schema" }],
    ["node:fs/promises", { _tag: "Foreign", name: "node:*", subpath: "fs/promises" }],
  ])("knows where `%s` leads", (specifier, target) => {
    expect(codebase.resolve("apps/a.ts", specifier)).toMatchObject(target)
  })

  it("knows the doors of a package, and files named in a string", () => {
    expect(codebase.packages[0]?.doors.get("bin:0")).toBe("packages/core/src/main.ts")
    expect(codebase.resolve("packages/core/src/a.ts", "#core/Wire.ts")).toMatchObject({
      path: "packages/core/src/Wire.ts",
    })
    const mention = codebase.modules.get("packages/core/src/Wire.ts")?.imports[0]
    expect(mention && pathTarget(codebase, "packages/core/src/Wire.ts", mention)).toBe("packages/core/src/index.ts")
  })

  it("of this checkout leaves out what .gitignore does", () => {
    const paths = [...checkout().tree.keys()]
    expect(paths).toContain("package.json")
    expect(paths.filter((path) => /node_modules|\/dist\/|^\.git\//.test(path))).toEqual([])
  })
})
