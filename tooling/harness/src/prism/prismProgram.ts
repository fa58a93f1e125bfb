/**
 * Prism, somebody else's reader of OpenAPI documents. It is fetched on demand and is no dependency: it brings two hundred
 * packages, and a script that calls home.
 */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const VERSION = "5.16.0"
const folder = fileURLToPath(new URL("../../../../.runtimes/prism/", import.meta.url))

/** The path of its script, fetched if it is not there yet. */
export const prismProgram = (): string => {
  const program = join(folder, "node_modules/@stoplight/prism-cli/dist/index.js")
  if (existsSync(join(folder, `fetched-${VERSION}`))) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }))
  const wanted = `@stoplight/prism-cli@${VERSION}`
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", wanted], {
    cwd: folder,
    stdio: "ignore",
  })
  writeFileSync(join(folder, `fetched-${VERSION}`), "")
  return program
}

/** Where it says that it listens, in what it has said so far. */
export const prismListens = (said: string): string | undefined =>
  /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said.split("listening").at(1) ?? "")?.[0]
