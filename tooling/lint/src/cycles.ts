/** Finds import cycles between source modules, over the whole repository; type-only imports count like all others. */
import type { Codebase, Violation } from "@refund-rules/codebase"

/** One violation for each cycle, with the way around it. */
export const importCycles = (codebase: Codebase): readonly Violation[] => {
  const found: Violation[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) {
      const wrong = `import cycle ${[...trail.slice(start), path].join(" -> ")}`
      found.push({ path, wrong, next: "move what both sides need into a module below them" })
    }
    if (start !== -1 || done.has(path)) return
    for (const next of targets(codebase, path)) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of codebase.modules.keys()) visit(path, [])
  return found
}

const targets = (codebase: Codebase, path: string): string[] =>
  (codebase.modules.get(path)?.imports ?? []).flatMap(({ specifier, how }) => {
    const target = how === "path" ? undefined : codebase.resolve(path, specifier)
    return target?._tag === "File" ? [target.path] : []
  })
