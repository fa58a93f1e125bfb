/** Prism between a client and a server: what breaks a provider's published document does not get through. */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { prismListens, prismProgram } from "@refund-rules/harness"

export interface Prism {
  readonly url: string
  readonly close: () => Promise<void>
}

/** Starts one with a document that a provider's package keeps; without an upstream it answers by itself, at random. */
export const prism = async (provider: string, document: string, upstream?: string): Promise<Prism> => {
  const place = `../../../../packages/providers/${provider}/test/contract/${document}.openapi.json`
  const path = fileURLToPath(new URL(place, import.meta.url))
  const mode = upstream === undefined ? ["mock", "--dynamic", path] : ["proxy", "--errors", path, upstream]
  const child = spawn(process.execPath, [prismProgram(), ...mode, "--port", "0", "--host", "127.0.0.1"], {
    stdio: "pipe",
  })
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    let said = ""
    const hear = (part: Buffer): void => {
      said += String(part)
      const found = prismListens(said)
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
