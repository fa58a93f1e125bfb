/** Holds every import of every room's source against the table of rooms; type-only imports count like all others. */
import type { Codebase, Import, Module, Target, Violation } from "@refund-rules/codebase"
import { type Room, rooms } from "./rooms.ts"

/** What breaks the table, and folders that are in no room. */
export const forbiddenImports = (codebase: Codebase): readonly Violation[] => [
  ...strangers(codebase),
  ...[...codebase.modules.values()].flatMap((module) =>
    module.imports.flatMap((each) => judge(codebase, module, each)),
  ),
]

const matches = (room: Room, folder: string): boolean =>
  new RegExp(`^${room.folder.replace("*", "[^/]+")}$`).test(folder)

/** The room of a package's folder. */
export const roomOf = (folder: string): Room | undefined => rooms.find((room) => matches(room, folder))

const strangers = (codebase: Codebase): Violation[] =>
  codebase.packages
    .filter(({ folder }) => folder !== "" && roomOf(folder) === undefined)
    .map(({ folder }) => ({
      path: `${folder}/package.json`,
      wrong: "this package is in no room",
      next: "add it to the table in tooling/lint/src/rooms.ts with what it may import, or move it into a room",
    }))

const judge = (codebase: Codebase, module: Module, mention: Import): Violation[] => {
  const { path } = module
  const { specifier, line } = mention
  const home = codebase.packageOf(path)
  const target = mention.how === "path" ? undefined : codebase.resolve(path, specifier)
  if (target === undefined || home === undefined) return []
  const bad = (wrong: string, next: string) => [{ path, line, wrong, next }]
  if (target._tag === "Shut") {
    return bad(
      `\`${specifier}\` is no public door of ${target.package.name}`,
      "import what its package.json exports, or add a door there; `internal` stays inside its package",
    )
  }
  if (target._tag === "Nowhere")
    return bad(`\`${specifier}\` leads to no file`, "name an existing file with its extension")
  const leaves = target._tag === "File" && codebase.packageOf(target.path) !== home
  if (leaves && specifier.startsWith(".") && home.folder !== "" && codebase.packageOf(target.path)?.folder !== "") {
    return bad(`\`${specifier}\` reaches into another package`, "import it by its package name")
  }
  if (leaves && /(^|\/)internal\//.test(specifier)) {
    return bad(`\`${specifier}\` is internal to ${target.package?.name}`, "import what that package makes public")
  }
  const room = roomOf(home.folder)
  const isSource = path.startsWith(`${home.folder}/src/`)
  if (room === undefined || !isSource || allowed(codebase, room, home.name, target, mention.names)) return []
  const rest = [...room.rooms, ...room.packages].join(", ")
  return bad(
    `${room.name} may not import \`${specifier}\` (it may import ${rest === "" ? "nothing" : rest})`,
    room.instead,
  )
}

const allowed = (codebase: Codebase, room: Room, home: string, target: Target, names: readonly string[]): boolean => {
  if (target._tag === "Foreign")
    return room.packages.some((pattern) => covers(pattern, target.name, target.subpath, names))
  if (target._tag !== "File") return false
  const other = target.package ?? codebase.packageOf(target.path)
  if (other === undefined || other.name === home) return true
  const otherRoom = roomOf(other.folder)?.name
  const door = [...other.doors].find(([, path]) => path === target.path)?.[0] ?? "."
  return room.rooms.some((each) => {
    const [name, only] = each.split(":")
    return name === otherRoom && (only === undefined || door === `./${only}`)
  })
}

const covers = (pattern: string, name: string, subpath: string, names: readonly string[]): boolean => {
  const [door = "", only] = pattern.split(":")
  const full = subpath === "" ? name : `${name}/${subpath}`
  if (pattern === "*") return true
  if (name === "node:*") return pattern === name
  if (only !== undefined) return door === full && names.length > 0 && names.every((each) => each === only)
  if (door === `${name}/Upper`) return /^[A-Z]/.test(subpath)
  return door === full || (door === name && name !== "effect")
}
