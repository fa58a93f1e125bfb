/** The packages of the workspace as their manifests declare them, and where each of their doors leads in the source. */
import type { Tree } from "./tree.ts"

/** A package.json, as far as the fences read it. */
export interface Manifest {
  readonly name?: string
  readonly private?: boolean
  readonly main?: string
  readonly bin?: string | Readonly<Record<string, string>>
  readonly exports?: unknown
  readonly imports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** One package: `folder` is "" for the root, `doors` maps "." or "./Wire" to a source file, null where it is shut. */
export interface Package {
  readonly name: string
  readonly folder: string
  readonly manifest: Manifest
  readonly doors: ReadonlyMap<string, string | null>
  /** Where the package's own `#names` lead. */
  readonly aliases: ReadonlyMap<string, string | null>
}

/** Reads every package.json; one that is no JSON object throws. */
export const packagesOf = (tree: Tree): readonly Package[] =>
  [...tree]
    .filter(([path]) => path === "package.json" || path.endsWith("/package.json"))
    .map(([path, text]) => {
      const manifest = JSON.parse(text) as Manifest
      const folder = path === "package.json" ? "" : path.slice(0, -"/package.json".length)
      const doors = doorsOf(folder, manifest, tree)
      const aliases = targets(folder, Object.entries(manifest.imports ?? {}), tree)
      return { name: manifest.name ?? folder, folder, manifest, doors, aliases }
    })

const doorsOf = (folder: string, manifest: Manifest, tree: Tree): ReadonlyMap<string, string | null> => {
  const { exports } = manifest
  const isMap =
    typeof exports === "object" && exports !== null && Object.keys(exports).every((key) => key.startsWith("."))
  const entries = isMap ? Object.entries(exports) : exports === undefined ? [] : [[".", exports] as const]
  const doors = targets(folder, entries, tree)
  const bins = typeof manifest.bin === "string" ? [manifest.bin] : Object.values(manifest.bin ?? {})
  bins.forEach((path, index) => doors.set(`bin:${index}`, sourceOf(folder, path)))
  if (manifest.main !== undefined) doors.set("main", sourceOf(folder, manifest.main))
  return doors
}

const targets = (folder: string, entries: readonly (readonly [string, unknown])[], tree: Tree) => {
  const found = new Map<string, string | null>()
  for (const [name, target] of entries) {
    const path: unknown = targetOf(target)
    if (typeof path !== "string") found.set(name, null)
    else if (!name.includes("*")) found.set(name, sourceOf(folder, path))
    else for (const [each, file] of matches(folder, name, path, tree)) found.set(each, file)
  }
  return found
}

const targetOf = (target: unknown): unknown => {
  if (typeof target !== "object" || target === null) return target
  const source = Object.entries(target).find(([condition]) => condition.endsWith("/source"))
  return source?.[1] ?? ("default" in target ? target.default : null)
}

const sourceOf = (folder: string, path: string): string => {
  const source = path
    .replace(/^\.\//, "")
    .replace(/^dist\//, "src/")
    .replace(/\.js$/, ".ts")
  return folder === "" ? source : `${folder}/${source}`
}

const matches = (folder: string, door: string, path: string, tree: Tree): [string, string][] => {
  const [before = "", after = ""] = sourceOf(folder, path).split("*")
  return [...tree.keys()].flatMap((file): [string, string][] => {
    if (!file.startsWith(before) || !file.endsWith(after) || file.length < before.length + after.length) return []
    return [[door.replace("*", file.slice(before.length, file.length - after.length)), file]]
  })
}
