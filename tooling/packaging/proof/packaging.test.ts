/** What would be published works for a stranger: packed, installed elsewhere, imported, type-checked, and closed where it says so. */
import { readFileSync, rmSync } from "node:fs"
import { join, relative } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { attempt } from "../src/command.ts"
import { pack } from "../src/pack.ts"
import { publishable, root } from "../src/publishable.ts"
import { emptyFolder, evaluate, stranger, typecheck } from "./stranger.ts"

const tarballs = emptyFolder()
const packed = publishable().map((source) => pack(source, tarballs))
const project = stranger(packed)
afterAll(() => {
  for (const folder of [tarballs, project]) rmSync(folder, { recursive: true, force: true })
})

/** What can be imported: `@refund-rules/core`, `@refund-rules/core/sub`, never a closed or a wildcard entry. */
const entries = packed.flatMap(({ manifest }) =>
  Object.entries(manifest.exports ?? {})
    .filter(([path, target]) => target !== null && !path.includes("*") && !path.endsWith(".json"))
    .map(([path]) => manifest.name + path.slice(1)),
)

const codeOfImport = (specifier: string): unknown =>
  evaluate(
    project,
    `console.log(JSON.stringify(await import(${JSON.stringify(specifier)}).then(() => "imported", (error) => error.code)))`,
  )

describe("packaging", () => {
  it("sees at least one package and one entry in each", () => {
    expect(packed.length).toBeGreaterThan(0)
    for (const { manifest } of packed) {
      const own = entries.filter((entry) => entry === manifest.name || entry.startsWith(`${manifest.name}/`))
      expect(own, `${manifest.name} exports nothing`).not.toEqual([])
    }
  })

  it("works outside the workspace", () => {
    expect(relative(root, project)).toMatch(/^\.\./)
  })

  it("gives a real result to a stranger", () => {
    const module = `import { apportion } from "@refund-rules/core"; console.log(JSON.stringify(apportion([200, 800], 333)))`
    expect(evaluate(project, module)).toEqual([67, 266])
  })

  it.each(["nodenext", "bundler"] as const)(
    "shows a stranger's compiler the same types under %s",
    (moduleResolution) => {
      const good = typecheck(
        project,
        moduleResolution,
        [
          `import { apportion, split } from "@refund-rules/core"`,
          `export const shares: readonly number[] = apportion([200, 800], 333)`,
          `// @ts-expect-error an amount is a number`,
          `export const wrong = split([1, 2], "3")`,
          ...entries.map((entry, index) => `export * as entry${index} from ${JSON.stringify(entry)}`),
        ].join("\n"),
      )
      expect(good).toEqual({ code: 0, output: "" })
      const bad = typecheck(
        project,
        moduleResolution,
        `import "@refund-rules/core/internal/x"\nimport { nothing } from "@refund-rules/core"\nnothing()\n`,
      )
      expect(bad.code, "the compiler would accept anything").not.toBe(0)
    },
  )
})

describe.each(entries)("%s", (entry) => {
  it("is imported as an ES module and exports something", () => {
    const names = evaluate(
      project,
      `import * as all from ${JSON.stringify(entry)}; console.log(JSON.stringify(Object.keys(all)))`,
    )
    expect(names).not.toEqual([])
  })
})

describe.each(packed)("$manifest.name", ({ source, opened, tarball, manifest, files }) => {
  it("contains its code, its readme and its license, and nothing of the workshop", () => {
    expect(files).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json"]))
    expect(
      files.filter((file) => !/^(dist|src)\/|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(file)),
    ).toEqual([])
    expect(
      files.filter((file) => /(^|\/)test\/|\.test\.|test-d|tsbuildinfo|\.env|tsconfig|vitest\.config/.test(file)),
    ).toEqual([])
    expect(files.some((file) => file.endsWith(".js"))).toBe(true)
  })

  it("contains a type declaration for every module, and no module without a source", () => {
    const modules = files.filter((file) => /^dist\/.*\.js$/.test(file))
    for (const module of modules) {
      expect(files).toContain(module.replace(/\.js$/, ".d.ts"))
      expect(files).toContain(module.replace(/^dist/, "src").replace(/\.js$/, ".ts"))
    }
  })

  it("imports no source file: every relative import was rewritten", () => {
    const wrong = files.filter(
      (file) => /^dist\/.*\.js$/.test(file) && /from "\.[^"]*\.ts"/.test(readFileSync(join(opened, file), "utf8")),
    )
    expect(wrong).toEqual([])
  })

  it("names plain versions where the workspace writes workspace: and catalog:", () => {
    const all = { ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }
    for (const [name, range] of Object.entries(all)) expect(`${name} ${range}`).toMatch(/ [\^~]?(>=)?\d+\.\d+\.\d+/)
    for (const [name, range] of Object.entries(source.manifest.dependencies ?? {})) {
      expect(`${name} ${range}`).toMatch(/ (workspace|catalog):/)
      expect(Object.keys(all)).toContain(name)
    }
  })

  it("says how it is published: public, with provenance, from its folder of the repository", () => {
    expect(manifest.publishConfig).toMatchObject({ access: "public", provenance: true })
    expect(manifest.license).toBe("Apache-2.0")
    expect(manifest.type).toBe("module")
    expect(manifest.repository?.directory).toBe(relative(root, source.folder))
  })

  it.each(["internal/x", "src/index.ts", "dist/index.js"])("does not let a stranger import %s", (path) => {
    expect(codeOfImport(`${manifest.name}/${path}`)).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED")
  })

  it("does not let a stranger's types reach inside", () => {
    const paths = ["internal/x", "src/index.ts", "dist/index.js"]
    const lines = paths.map((path, index) => `export * as reached${index} from "${manifest.name}/${path}"`)
    for (const moduleResolution of ["nodenext", "bundler"] as const) {
      const { output } = typecheck(project, moduleResolution, lines.join("\n"))
      expect(output.match(/error TS2307/g)).toHaveLength(paths.length)
    }
  })

  it("has nothing for publint to say, warnings and suggestions included", () => {
    const ended = attempt(
      opened,
      join(root, "tooling/packaging/node_modules/.bin/publint"),
      "run",
      "--strict",
      "--pack",
      "false",
    )
    expect(ended).toEqual({ code: 0, output: expect.stringContaining("All good!") })
  })

  it("has no wrong types, as attw sees them", () => {
    const ended = attempt(
      opened,
      join(root, "tooling/packaging/node_modules/.bin/attw"),
      tarball,
      "--profile",
      "esm-only",
      "--no-emoji",
    )
    expect(ended).toEqual({ code: 0, output: expect.stringContaining("OK (ESM)") })
  })
})
