/** Builds a small repository in memory, so that a fence can be shown a fault it must catch. */
import { type Codebase, codebaseOf, type Manifest, report, type Violation } from "@refund-rules/codebase"

const core: Manifest = { name: "@refund-rules/core", exports: { ".": "./src/index.ts" } }

/** A repository with the given files, and a package `packages/core` that gives out what its index does. */
export const planted = (files: Record<string, string>, manifest: Partial<Manifest> = {}): Codebase => {
  const manifests = { "package.json": "{}", "packages/core/package.json": JSON.stringify({ ...core, ...manifest }) }
  return codebaseOf(new Map(Object.entries({ ...manifests, ...files })))
}

/** The lines a person would read. */
export const lines = (violations: readonly Violation[]): string => report(violations).join("\n")
