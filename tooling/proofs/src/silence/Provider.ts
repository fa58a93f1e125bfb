/** The provider of this proof: the sandbox as a process of its own, which outlives every server that asks it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

/** What the provider itself knows of one payment. */
export interface Truth {
  readonly movements: readonly { readonly amount: number }[]
  readonly calls: readonly { readonly method: string }[]
}

/** A running one. */
export interface Provider extends AsyncDisposable {
  readonly url: string
  readonly truthOf: (payment: string) => Promise<Truth>
}

const main = fileURLToPath(new URL("../../../../packages/providers/sandbox/src/process/main.ts", import.meta.url))

/** Starts it; everything it does is in the file before anybody is answered. */
export const startProvider = async (file: string): Promise<Provider> => {
  const child = spawn(process.execPath, ["--conditions=@refund-rules/source", main], {
    env: { ...process.env, SANDBOX_PORT: "0", SANDBOX_FILE: file },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = once(child, "close")
  const [line] = (await Promise.race([
    once(child.stdout, "data"),
    ended.then(() => Promise.reject(new Error("the sandbox ended before it was ready"))),
  ])) as [Buffer]
  const { url } = JSON.parse(String(line)) as { readonly url: string }
  return {
    url,
    truthOf: async (payment) => {
      const answer = await fetch(`${url}/ledger?payment=${encodeURIComponent(payment)}`)
      return (await answer.json()) as Truth
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL")
      await ended
    },
  }
}
