/** A plain client of WooshPay's interface, pointed at the facade of a real server; every good answer is held against its document. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import { asker, patientFacades, rootKey, type Serving } from "../serving.ts"
import { contractOf } from "./contracts.ts"

export interface Answer {
  readonly status: number
  readonly body: any
}

export interface Facing extends Serving {
  readonly facade: string
  /** Asks for a refund as WooshPay's pages say; `as` is the key. */
  readonly refund: (body: unknown, given?: { readonly as?: string; readonly key?: string }) => Promise<Answer>
  readonly retrieve: (id: string, as?: string) => Promise<Answer>
  /** Registers a payment with a name nobody has yet, and tells it. */
  readonly pay: (given?: Readonly<Record<string, unknown>>) => Promise<string>
  readonly wrong: readonly string[]
}

const contract = contractOf("wooshpay", "create-refund")
let count = 0

export const basic = (key: string, password = ""): string => `Basic ${btoa(`${key}:${password}`)}`

export const face = async (settings: Readonly<Record<string, string>> = {}): Promise<Facing> => {
  const server = await startServer({ REFUND_RULES_LOG: "error", ...patientFacades, ...settings })
  const ask = asker(server.line.native)
  const facade = server.line.facades["wooshpay"]!
  const wrong: string[] = []
  const asked = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${facade}${path}`, init)
    const body: unknown = await response.json()
    // Only creating is described; a retrieved refund is the same one.
    const found = response.ok ? contract("POST", "/v1/refunds", response.status, body) : undefined
    if (found !== undefined) wrong.push(found)
    return { status: response.status, body }
  }
  // Declared as required headers, of reading too.
  const headersOf = (key: string) => ({
    accept: "application/json",
    authorization: basic(key),
    "content-type": "application/json",
  })
  return {
    url: server.line.native,
    ask,
    close: server.stop,
    facade,
    refund: (body, { as = rootKey, key } = {}) =>
      asked("/v1/refunds", {
        method: "POST",
        headers: { ...headersOf(as), ...(key === undefined ? {} : { "idempotency-key": key }) },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    retrieve: (id, as = rootKey) => asked(`/v1/refunds/${id}`, { headers: headersOf(as) }),
    pay: async (given = {}) => {
      const name = `pi_woosh_${++count}`
      const body = {
        provider: "wooshpay",
        references: { paymentIntent: name },
        currency: "EUR",
        captured: 10_000,
        ...given,
      }
      const { status, text } = await ask("POST", "/v1/payments", { body })
      if (status !== 201) throw new Error(text)
      return name
    },
    wrong,
  }
}

/** A server whose gateway speaks to a sandbox of its own process' sockets. */
export const faceSandbox = async (settings: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "facade-wooshpay-"))
  const sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl") })
  const facing = await face({ REFUND_RULES_SANDBOX_URL: sandbox.url, ...settings })
  return {
    ...facing,
    sandbox: sandbox.url,
    close: async () => {
      await facing.close()
      await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
}
