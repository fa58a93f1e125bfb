/** Finds what would be published: every workspace package that is not private, so a new one needs no list. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { command } from "./command.ts"

/** The parts of a package manifest that publishing depends on. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly type?: string
  readonly license?: string
  readonly repository?: { readonly url: string; readonly directory: string }
  readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean }
  readonly exports?: Readonly<Record<string, unknown>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** A workspace package and where it lies. */
export interface Publishable {
  readonly folder: string
  readonly manifest: Manifest
}

/** The root of the checkout. */
export const root = join(import.meta.dirname, "../../..")

/** The manifest of a package folder. */
export const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest

/** Every package of the workspace that is not private, by name. */
export const publishable = (): readonly Publishable[] => {
  const listed = JSON.parse(command(root, "pnpm", "list", "--recursive", "--depth=-1", "--json")) as ReadonlyArray<{
    readonly path: string
    readonly private: boolean
  }>
  return listed
    .filter((entry) => !entry.private)
    .map((entry) => ({ folder: entry.path, manifest: manifestOf(entry.path) }))
    .sort((left, right) => left.manifest.name.localeCompare(right.manifest.name))
}
