/** `npm run sandbox`: starts the sandbox from its settings and says, in one line, where it is. */
import { serveSandbox } from "./serveSandbox.ts"

const { env } = process
const port = Number(env["SANDBOX_PORT"] ?? 4020)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write("SANDBOX_PORT is not usable: expected a port from 0 to 65535\n")
  process.exit(2)
}

const cannotStart = (error: unknown): never => {
  process.stderr.write(`the sandbox cannot run: ${error instanceof Error ? error.message : String(error)}\n`)
  process.stderr.write("SANDBOX_PORT has to be free, and SANDBOX_FILE one that this process may write\n")
  return process.exit(1)
}

const sandbox = await serveSandbox({
  port,
  file: env["SANDBOX_FILE"] ?? "data/sandbox-process.jsonl",
  webhookSecret: env["SANDBOX_WEBHOOK_SECRET"] ?? "whsec_sandbox",
  ...(env["SANDBOX_WEBHOOK_URL"] === undefined ? {} : { webhookUrl: env["SANDBOX_WEBHOOK_URL"] }),
}).catch(cannotStart)

process.stdout.write(`${JSON.stringify({ ready: true, pid: process.pid, url: sandbox.url })}\n`)
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void sandbox.close().then(() => process.exit(0)))
