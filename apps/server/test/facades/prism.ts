/**
 * Prism, somebody else's reader of OpenAPI documents, between a client and a server: what breaks the document does not get
 * through. It is fetched on demand and is no dependency: it brings two hundred packages, and a script that calls home.
 */
import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const VERSION = "5.16.0"
const folder = fileURLToPath(new URL("../../../../.runtimes/prism/", import.meta.url))
const program = join(folder, "node_modules/@stoplight/prism-cli/dist/index.js")

const fetched = (): void => {
  if (existsSync(join(folder, `fetched-${VERSION}`))) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }))
  const wanted = `@stoplight/prism-cli@${VERSION}`
  execFileSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", wanted], {
    cwd: folder,
    stdio: "ignore",
  })
  writeFileSync(join(folder, `fetched-${VERSION}`), "")
}

export interface Prism {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Starts one with a document that a provider's package keeps; without an upstream it answers by itself, at random. */
export const prism = async (provider: string, document: string, upstream?: string): Promise<Prism> => {
  fetched()
  const place = `../../../../packages/providers/${provider}/test/contract/${document}.openapi.json`
  const path = fileURLToPath(new URL(place, import.meta.url))
  const mode = upstream === undefined ? ["mock", "--dynamic", path] : ["proxy", "--errors", path, upstream]
  const child = spawn(process.execPath, [program, ...mode, "--port", "0", "--host", "127.0.0.1"], { stdio: "pipe" })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let said = ""
    const hear = (part: Buffer): void => {
      said += String(part)
      const [found] = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(said.split("listening").at(1) ?? "") ?? []
      if (found !== undefined) resolve(found)
    }
    child.stdout.on("data", hear)
    child.stderr.on("data", hear)
    child.once("close", () => reject(new Error(`prism ended: ${said.slice(-2000)}`)))
  })
  return {
    url,
    close: async () => {
      child.kill("SIGKILL")
      await ended
    },
  }
}
