/** What a publishable package gives out is documented: one sentence, `@since`, and an example for every function. */
import type { Codebase, Export, Violation } from "@refund-rules/codebase"
import { firstParagraph, isSentence } from "./promises.ts"

/** Public names without their documentation. */
export const undocumented = (codebase: Codebase): readonly Violation[] => {
  const seen = new Set<string>()
  return codebase.packages
    .filter(({ manifest, folder }) => manifest.private !== true && folder.startsWith("packages/"))
    .flatMap(({ doors, name }) =>
      [...doors.values()].flatMap((path) => (path === null ? [] : given(codebase, path, name))),
    )
    .flatMap(({ path, each }) => {
      const key = `${path}#${each.name}`
      if (seen.has(key)) return []
      seen.add(key)
      return lacks(each).map((next) => ({
        path,
        line: each.line,
        wrong: `\`${each.name}\` is public and not documented`,
        next,
      }))
    })
}

interface Given {
  readonly path: string
  readonly each: Export
}

// Follows names that are passed on to where they are declared, inside the package.
const given = (codebase: Codebase, path: string, home: string, only?: string): Given[] => {
  const module = codebase.modules.get(path)
  if (module === undefined || codebase.packageOf(path)?.name !== home) return []
  const own = module.exports.filter(({ name }) => only === undefined || name === only)
  const stars = only !== undefined && own.length > 0 ? [] : module.imports.filter(({ how }) => how === "exportAll")
  const target = (specifier: string): string | undefined => {
    const found = codebase.resolve(path, specifier)
    return found._tag === "File" ? found.path : undefined
  }
  return [
    ...own.flatMap((each): Given[] => {
      if (each.from === undefined) return [{ path, each }]
      const next = target(each.from.specifier)
      return next === undefined ? [] : given(codebase, next, home, each.from.name === "*" ? undefined : each.from.name)
    }),
    ...stars.flatMap(({ specifier }) => {
      const next = target(specifier)
      return next === undefined ? [] : given(codebase, next, home, only)
    }),
  ]
}

const lacks = ({ doc, kind }: Export): string[] => {
  if (doc === undefined) return ["put `/** One sentence. @since */` above it"]
  const faults: string[] = []
  if (!isSentence(firstParagraph(doc), 2)) faults.push("begin its comment with one sentence")
  if (!/@since \d+\.\d+\.\d+/.test(doc)) faults.push("add `@since` with the version that brought it")
  if (kind === "function" && !/@example\s+(\*\s*)?```ts/.test(doc))
    faults.push("add an `@example` with a ts block; it is run")
  return faults
}
