/** The fingerprint of all code a life runs on: lives of different code do not add up. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Kind } from "../simulate.ts"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
/** Folders of sources that each kind of life runs on. */
const folders: Readonly<Record<Kind, readonly string[]>> = {
  refunds: ["core", "engine", "provider-kit", "testing"]
    .map((name) => `packages/${name}/src`)
    .concat("tooling/sim/src"),
  outgoing: ["core", "engine", "sealed-secrets"]
    .map((name) => `packages/${name}/src`)
    .concat("apps/server/src/outgoing", "apps/server/src/gateways", "tooling/sim/src"),
}

/** What only tells of lives, or is of the other kind of them. */
const others: Readonly<Record<Kind, readonly string[]>> = {
  refunds: ["tooling/sim/src/command/", "tooling/sim/src/outgoing/"],
  outgoing: ["command", "clients", "plants", "provider", "watch"].map((name) => `tooling/sim/src/${name}/`),
}

export const codeOfLives = (of: Kind): string => {
  const hash = createHash("sha256")
  const paths = folders[of].flatMap(sourcesOf).filter((path) => !others[of].some((other) => path.startsWith(other)))
  for (const path of paths) hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest("hex").slice(0, 16)
}

const sourcesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path}`)
    .toSorted()
