/** A whole checkout, read once: its files, its modules, its packages, and where every import leads. */
import { type Import, type Module, parseModule } from "./Module.ts"
import { type Package, packagesOf } from "./Package.ts"
import type { Tree } from "./tree.ts"

/** Where an import leads: a file of ours, a package of somebody else, a door that is shut, or nowhere. */
export type Target =
  | { readonly _tag: "File"; readonly path: string; readonly package?: Package }
  | { readonly _tag: "Foreign"; readonly name: string; readonly subpath: string }
  | { readonly _tag: "Shut"; readonly package: Package }
  | { readonly _tag: "Nowhere" }

/** A checkout as the fences see it. */
export interface Codebase {
  readonly tree: Tree
  readonly modules: ReadonlyMap<string, Module>
  readonly packages: readonly Package[]
  /** Where an import of a module leads. */
  readonly resolve: (from: string, specifier: string) => Target
  /** The innermost package that a file belongs to. */
  readonly packageOf: (path: string) => Package | undefined
}

const parsed = new Map<string, Module>()

/** Reads a tree of files; the same text at the same path is parsed once a process. */
export const codebaseOf = (tree: Tree): Codebase => {
  const modules = new Map<string, Module>()
  for (const [path, text] of tree) {
    if (!/\.(ts|tsx|mjs)$/.test(path) || path.endsWith(".d.ts")) continue
    const known = parsed.get(path)
    const module = known?.text === text ? known : parseModule(path, text)
    parsed.set(path, module)
    modules.set(path, module)
  }
  const packages = packagesOf(tree)
  const innermostFirst = packages.toSorted((one, other) => other.folder.length - one.folder.length)
  const packageOf = (path: string) =>
    innermostFirst.find(({ folder }) => folder === "" || path.startsWith(`${folder}/`))
  const resolve = (from: string, specifier: string): Target => {
    if (specifier.startsWith(".")) return fileAt(tree, joined(from, specifier))
    if (specifier.startsWith("node:")) return { _tag: "Foreign", name: "node:*", subpath: specifier.slice(5) }
    if (specifier.startsWith("#")) {
      const path = packageOf(from)?.aliases.get(specifier)
      return path === null || path === undefined ? { _tag: "Nowhere" } : fileAt(tree, path)
    }
    const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/")
    const subpath = specifier.slice(name.length + 1)
    const found = packages.find((each) => each.name === name)
    if (found === undefined) return { _tag: "Foreign", name, subpath }
    const path = found.doors.get(subpath === "" ? "." : `./${subpath}`)
    if (path === null || path === undefined) return { _tag: "Shut", package: found }
    return { _tag: "File", path, package: found }
  }
  return { tree, modules, packages, resolve, packageOf }
}

/** Where a mention of a file as a string leads, for workers, set-up files and scripts; undefined where it is no file. */
export const pathTarget = (codebase: Codebase, from: string, mention: Import): string | undefined => {
  const relative = joined(from, mention.specifier)
  return [relative, mention.specifier].find((path) => codebase.modules.has(path))
}

// In tests `.js` may stand for the `.ts` it comes from, as TypeScript allows.
const fileAt = (tree: Tree, named: string): Target => {
  const path = [named, named.replace(/\.js$/, ".ts")].find((each) => tree.has(each))
  return path === undefined ? { _tag: "Nowhere" } : { _tag: "File", path }
}

const joined = (from: string, specifier: string): string => {
  const parts = from.split("/").slice(0, -1)
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== ".") parts.push(part)
  }
  return parts.join("/")
}
