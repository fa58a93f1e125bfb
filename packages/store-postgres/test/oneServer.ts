/** One real server for all test files that do it no harm: started with the first of them, gone with the last. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  interface ProvidedContext {
    readonly postgresUrl: string
  }
}

export default async (project: TestProject) => {
  const file = fileURLToPath(new URL("children/server.ts", import.meta.url))
  const child = spawn(process.execPath, ["--conditions=@refund-rules/source", file], {
    stdio: ["pipe", "pipe", "inherit"],
  })
  const gone = once(child, "exit")
  const [line] = (await Promise.race([once(child.stdout, "data"), gone])) as readonly unknown[]
  const url = String(line).trim()
  if (!url.startsWith("postgres://")) throw new Error("the server of the tests did not start")
  project.provide("postgresUrl", url)
  return async () => {
    child.stdin.end()
    await gone
  }
}
