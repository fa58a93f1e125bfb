/** Builds a small repository in memory, so that a fence can be shown a fault it must catch. */
import { type Codebase, codebaseOf, report, type Violation } from "@refund-rules/codebase"

const manifest = (name: string) =>
  JSON.stringify({ name: `@refund-rules/${name}`, exports: { ".": "./src/index.ts", "./Wire": "./src/Wire.ts" } })

/** A repository with the given packages (folder to name) and files. */
export const planted = (packages: Record<string, string>, files: Record<string, string>): Codebase => {
  const manifests = Object.entries(packages).map(
    ([folder, name]) => [`${folder}/package.json`, manifest(name)] as const,
  )
  return codebaseOf(new Map([...manifests, ...Object.entries(files)]))
}

/** The lines a person would read. */
export const lines = (violations: readonly Violation[]): string => report(violations).join("\n")
