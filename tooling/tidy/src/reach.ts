/** Follows imports from a package's doors: which files and which exported names somebody really uses. */
import {
  type Codebase,
  type Import,
  type Module,
  type Package,
  pathTarget,
  type Violation,
} from "@refund-rules/codebase"
import { isTest } from "./sizes.ts"

/** Source files that no door leads to, and test helpers that no test uses. */
export const deadFiles = (codebase: Codebase): readonly Violation[] => {
  const users = [...codebase.modules.values()].filter((module) => isRoot(codebase, module))
  const fromDoors = reached(
    codebase,
    users.filter((module) => !isTest(module.path)),
  )
  const fromAll = reached(codebase, users)
  return [...codebase.modules.keys()].filter(isOrdinary).flatMap((path) => {
    const alive = isTest(path) || testsAreUse(path) ? fromAll : fromDoors
    if (alive.has(path)) return []
    const wrong = fromAll.has(path) ? "only tests reach this file" : "nothing reaches this file"
    return [{ path, wrong, next: "delete it, or import it from what a door of its package leads to" }]
  })
}

/** Exported names that no other module uses and that no public door gives out. */
export const unusedExports = (codebase: Codebase): readonly Violation[] => {
  const used = new Uses(codebase)
  for (const pkg of codebase.packages) {
    if (isPublic(pkg)) for (const path of pkg.doors.values()) if (path !== null) used.all(path)
  }
  for (const module of codebase.modules.values()) used.mentions(module)
  return [...codebase.modules.values()]
    .filter(({ path }) => isOrdinary(path))
    .flatMap(({ path, exports }) =>
      exports
        .filter(({ name }) => !used.has(path, name))
        .filter(({ name, kind }) => !(isType(kind) && isNamedTwice(codebase, path, name)))
        .filter(({ name, doc }) => !(used.byTests(path, name) && doc?.includes("@internal")))
        .map(({ name, line }) => ({
          path,
          line,
          wrong: `nothing uses the export \`${name}\``,
          next: used.byTests(path, name)
            ? "only tests do: test it through what is public, or say `@internal` above it and why they need it"
            : "drop `export`, or the name itself",
        })),
    )
}

// A type that its own module goes on to mention is part of what else that module gives out: people may want to name it.
const isType = (kind: string): boolean => kind === "type" || kind === "class"

const isNamedTwice = (codebase: Codebase, path: string, name: string): boolean =>
  (codebase.modules.get(path)?.names.filter((each) => each === name).length ?? 0) > 1

// What is not imported but run: tests, settings, scripts and whatever a manifest or a task names.
const isRoot = (codebase: Codebase, module: Module): boolean => {
  const { path } = module
  if (/\.(test|test-d|bench)\.ts$/.test(path) || !isOrdinary(path)) return true
  return codebase.packages.some(({ folder, doors, manifest }) => {
    const scripts = Object.values(manifest.scripts ?? {})
      .join(" ")
      .split(/\s+/)
    const base = folder === "" ? "" : `${folder}/`
    return [...doors.values()].includes(path) || scripts.some((word) => base + word.replace("./", "") === path)
  })
}

const isOrdinary = (path: string): boolean => /\/(src|test)\//.test(path) && !path.includes("/plants/")

// Tools, examples and what we publish for testing are there for tests, so what tests use of them is used.
const testsAreUse = (path: string): boolean => /^(tooling|examples|packages\/testing)\//.test(path)

const isPublic = (pkg: Package): boolean => pkg.manifest.private !== true

const targetsOf = (codebase: Codebase, from: string, mention: Import): string[] => {
  if (mention.how === "path") return [pathTarget(codebase, from, mention) ?? []].flat()
  const target = codebase.resolve(from, mention.specifier)
  return target._tag === "File" ? [target.path] : []
}

const reached = (codebase: Codebase, roots: readonly Module[]): ReadonlySet<string> => {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    for (const each of codebase.modules.get(path)?.imports ?? []) targetsOf(codebase, path, each).forEach(visit)
  }
  for (const { path } of roots) visit(path)
  return seen
}

class Uses {
  readonly #codebase: Codebase
  readonly #used = new Set<string>()
  readonly #tested = new Set<string>()

  constructor(codebase: Codebase) {
    this.#codebase = codebase
  }

  has(path: string, name: string): boolean {
    return this.#used.has(`${path}#${name}`)
  }

  byTests(path: string, name: string): boolean {
    return this.#tested.has(`${path}#${name}`)
  }

  /** Everything a module gives out is used. */
  all(path: string, into = this.#used): void {
    if (into.has(`${path}#*`)) return
    into.add(`${path}#*`)
    const module = this.#codebase.modules.get(path)
    for (const { name } of module?.exports ?? []) this.#use(path, name, into)
    for (const each of module?.imports ?? []) if (each.how === "exportAll") this.#follow(path, each, into)
  }

  /** What a module takes from others is used, by tests only where it is one. */
  mentions({ path, imports }: Module): void {
    const isTestItself = isTest(path)
    for (const each of imports) {
      if (each.how === "exportAll") continue
      const targets = targetsOf(this.#codebase, path, each)
      // A helper of tests or a tool is used by tests; a source module is not.
      for (const target of targets) {
        const into = isTestItself && !isTest(target) && !testsAreUse(target) ? this.#tested : this.#used
        for (const name of each.names) {
          if (name === "*") this.all(target, into)
          else this.#use(target, name, into)
        }
      }
    }
  }

  #follow(path: string, each: Import, into: Set<string>): void {
    for (const target of targetsOf(this.#codebase, path, each)) this.all(target, into)
  }

  #use(path: string, name: string, into: Set<string>): void {
    if (into.has(`${path}#${name}`)) return
    into.add(`${path}#${name}`)
    const module = this.#codebase.modules.get(path)
    if (module === undefined || module.exports.some((each) => each.name === name)) return
    for (const each of module.imports) {
      if (each.how !== "exportAll") continue
      for (const target of targetsOf(this.#codebase, path, each)) this.#use(target, name, into)
    }
  }
}
