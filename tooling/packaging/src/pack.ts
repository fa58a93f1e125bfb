/** Packs a package exactly as publishing would, and opens the tarball again to see what a stranger gets. */
import { mkdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { command } from "./command.ts"
import type { Manifest, Publishable } from "./publishable.ts"
import { manifestOf } from "./publishable.ts"

/** A packed package: its tarball, the manifest inside, and what else is inside. */
export interface Packed {
  readonly source: Publishable
  readonly tarball: string
  readonly bytes: number
  readonly integrity: string
  readonly files: readonly string[]
  readonly manifest: Manifest
  /** The folder the tarball was opened in. */
  readonly opened: string
}

/** Packs one package into a folder. */
export const pack = (source: Publishable, folder: string): Packed => {
  const printed = command(source.folder, "pnpm", "pack", "--json", "--pack-destination", folder)
  const { filename, integrity } = JSON.parse(printed) as { readonly filename: string; readonly integrity: string }
  const into = join(folder, "opened", source.manifest.name.replaceAll(/[@/]/g, "_"))
  mkdirSync(into, { recursive: true })
  command(into, "tar", "-xzf", filename)
  const listed = command(folder, "tar", "-tzf", filename).split("\n")
  const files = listed
    .filter((name) => name !== "" && !name.endsWith("/"))
    .map((name) => name.replace(/^package\//, ""))
  const opened = join(into, "package")
  return {
    source,
    tarball: filename,
    bytes: statSync(filename).size,
    integrity,
    files: files.sort(),
    manifest: manifestOf(opened),
    opened,
  }
}
