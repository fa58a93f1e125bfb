/** Runs programs made of code blocks one after the other in this process, and prints what failed as JSON, one a line. */
import { deepStrictEqual, fail, partialDeepStrictEqual } from "node:assert/strict"
import { readFileSync } from "node:fs"
import { registerHooks } from "node:module"
import { pathToFileURL } from "node:url"

interface Program {
  readonly file: string
  /** Manifests of the packages in whose name the program may import, in order. */
  readonly homes: readonly string[]
}

const list = process.argv[2] ?? fail("name the file that lists the programs")
const programs = JSON.parse(readFileSync(list, "utf8")) as readonly Program[]
const homesOf = new Map(programs.map(({ file, homes }) => [pathToFileURL(file).href, homes]))

registerHooks({
  resolve(specifier, context, next) {
    const homes = homesOf.get(context.parentURL ?? "")
    if (homes === undefined || specifier.startsWith("node:")) return next(specifier, context)
    for (const home of homes) {
      try {
        return next(specifier, { ...context, parentURL: pathToFileURL(home).href })
      } catch {
        // The next home may know it.
      }
    }
    return next(specifier, context)
  },
})

/** What a program calls for each of its assertions. */
const holds = async (
  line: number,
  manner: string,
  actual: () => Promise<unknown>,
  wanted: string | (() => unknown),
) => {
  at = line
  if (typeof wanted === "string") {
    const thrown = await actual().then(
      () => "nothing",
      (error: unknown) => (error instanceof Error ? error.name : String(error)),
    )
    return deepStrictEqual(thrown, wanted)
  }
  const value = await actual()
  return manner === "part" ? partialDeepStrictEqual(value, wanted()) : deepStrictEqual(value, wanted())
}

let at = 1
Object.assign(globalThis, { holds })
const print = console.log
for (const method of ["log", "info", "warn", "error"] as const) console[method] = () => {}

for (const { file } of programs) {
  at = 0
  try {
    await import(pathToFileURL(file).href)
    print(JSON.stringify({ file }))
  } catch (error) {
    print(JSON.stringify({ file, line: at, fault: error instanceof Error ? error.message : String(error) }))
  }
}
process.exit(0)
