/** Lists what publishable packages bring along: every production dependency, with the hash the lockfile pins. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { command } from "./command.ts"
import { manifestOf, root } from "./publishable.ts"
import type { Publishable } from "./publishable.ts"

/** A package somebody installs with ours, and what it needs in turn. */
export interface Dependency {
  readonly name: string
  readonly version: string
  readonly license: string | undefined
  /** Hexadecimal, as pinned in the lockfile; undefined for our own packages. */
  readonly sha512: string | undefined
  /** `name@version` of each direct dependency. */
  readonly needs: readonly string[]
}

interface Listed {
  readonly version: string
  readonly path: string
  readonly dependencies?: Readonly<Record<string, Listed>>
  readonly optionalDependencies?: Readonly<Record<string, Listed>>
}

/** Every dependency of the given packages, direct or not, the packages themselves included, by `name@version`. */
export const productionDependencies = (packages: readonly Publishable[]): ReadonlyMap<string, Dependency> => {
  const own = new Map(packages.map((each) => [each.manifest.name, each.manifest]))
  const filters = packages.map((each) => `--filter=${each.manifest.name}`)
  const printed = command(root, "pnpm", "list", "--recursive", "--prod", "--depth=Infinity", "--json", ...filters)
  const hashes = pinnedHashes()
  const found = new Map<string, Dependency>()
  const visit = (name: string, listed: Listed): string => {
    const manifest = own.get(name)
    // pnpm names a workspace package by its link; its version stands in its manifest.
    const version = manifest?.version ?? listed.version
    const key = `${name}@${version}`
    const direct = Object.entries({ ...listed.dependencies, ...listed.optionalDependencies })
    const needs = direct.map(([each, child]) => visit(each, child))
    const before = found.get(key)?.needs ?? []
    const license = manifest?.license ?? manifestOf(listed.path).license
    found.set(key, {
      name,
      version,
      license,
      sha512: hashes.get(key),
      needs: [...new Set([...before, ...needs])].sort(),
    })
    return key
  }
  for (const entry of JSON.parse(printed) as ReadonlyArray<Listed & { readonly name: string }>) visit(entry.name, entry)
  return found
}

/** The hashes of the lockfile, by `name@version`. */
const pinnedHashes = (): ReadonlyMap<string, string> => {
  const lockfile = readFileSync(join(root, "pnpm-lock.yaml"), "utf8")
  const entries = lockfile.matchAll(/^ {2}'?([^\s']+@[^\s':]+)'?:\n {4}resolution: \{integrity: sha512-([^,}]+)/gm)
  return new Map([...entries].map(([, key, hash]) => [key!, Buffer.from(hash!, "base64").toString("hex")]))
}
