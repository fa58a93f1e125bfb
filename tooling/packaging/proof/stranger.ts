/** A stranger's empty project outside the workspace, with our tarballs installed by npm and nothing else of ours. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { attempt, command } from "../src/command.ts"
import type { Ended } from "../src/command.ts"
import type { Packed } from "../src/pack.ts"
import { root } from "../src/publishable.ts"

/** A temporary folder that is surely not inside the workspace. */
export const emptyFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "refund-rules-packaging-")))

/** Makes the project and installs every tarball into it. */
export const stranger = (packed: readonly Packed[]): string => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ name: "stranger", private: true, type: "module" })}\n`,
  )
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--fetch-timeout=20000"]
  command(folder, "npm", "install", ...quiet, ...packed.map((each) => each.tarball), ...peersOf(packed))
  return folder
}

/** What our packages leave to their users to install, at the versions this workspace tries them with. */
const peersOf = (packed: readonly Packed[]): readonly string[] => {
  const names = new Set(packed.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {})))
  return [...names].map((name) => {
    const { version } = JSON.parse(readFileSync(join(root, "node_modules", name, "package.json"), "utf8")) as {
      readonly version: string
    }
    return `${name}@${version}`
  })
}

/** Runs a module in the stranger's project and gives what it printed as JSON. */
export const evaluate = (folder: string, module: string): unknown =>
  JSON.parse(command(folder, process.execPath, "--input-type=module", "--eval", module))

/** Type-checks one file in the stranger's project, as a library's user with strict settings would. */
export const typecheck = (folder: string, moduleResolution: "nodenext" | "bundler", source: string): Ended => {
  const place = join(folder, moduleResolution)
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, "consumer.ts"), source)
  const compilerOptions = {
    target: "es2023",
    module: moduleResolution === "nodenext" ? "nodenext" : "esnext",
    moduleResolution,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
  }
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["consumer.ts"] }))
  return attempt(place, join(root, "node_modules/.bin/tsc"), "-p", ".")
}
