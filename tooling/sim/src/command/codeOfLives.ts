/** The fingerprint of all code a life runs on: lives of different code do not add up. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../../..", import.meta.url))
const rooms = ["packages/core", "packages/engine", "packages/provider-kit", "packages/testing", "tooling/sim"]
/** What only tells of lives. */
const TELLING = "tooling/sim/src/command/"

export const codeOfLives = (): string => {
  const hash = createHash("sha256")
  for (const path of rooms.flatMap(sourcesOf)) hash.update(path).update(readFileSync(join(root, path)))
  return hash.digest("hex").slice(0, 16)
}

const sourcesOf = (room: string): readonly string[] =>
  readdirSync(join(root, room, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${room}/src/${path}`)
    .filter((path) => !path.startsWith(TELLING))
    .toSorted()
