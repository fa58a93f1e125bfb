/** Dodo's own client, unchanged, pointed at the facade of a real server; every answer it gets is held against the contracts. */
import { deepStrictEqual, ok, rejects } from "node:assert/strict"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import DodoPayments, { type ClientOptions } from "dodopayments"
import { asker, patientFacades, rootKey, type Serving } from "../serving.ts"
import { contractOf } from "./contracts.ts"

export interface Facing extends Serving {
  readonly facade: string
  readonly dodo: DodoPayments
  readonly clientOf: (options?: ClientOptions) => DodoPayments
  /** Registers a payment with names nobody has yet, and tells its name at Dodo. */
  readonly pay: (given?: Readonly<Record<string, unknown>>) => Promise<string>
  /** What was wrong with answers so far, by the document of the seed and by the newer one. */
  readonly wrong: readonly string[]
  /** How many answers were checked, and how many requests were made. */
  readonly counted: { checked: number; asked: number }
}

export const customer = { id: "cus_1", name: "Ada", email: "ada@example.org" }

/** Two lines: 60.00 with 10.00 of tax, and 30.00 without. */
export const lines = [
  { id: "prod_1", kind: "product", quantity: 1, net: 6000, taxes: [{ id: "vat", amount: 1000 }] },
  { id: "addon_1", kind: "addon", quantity: 1, net: 3000, taxes: [] },
]

const older = contractOf("dodo", "create-refund")
const newer = contractOf("dodo", "refunds-newer")

let count = 0

export const face = async (settings: Readonly<Record<string, string>> = {}): Promise<Facing> => {
  const server = await startServer({ REFUND_RULES_LOG: "error", ...patientFacades, ...settings })
  const ask = asker(server.line.native)
  const facade = server.line.facades["dodo"]!
  const wrong: string[] = []
  const counted = { checked: 0, asked: 0 }
  const checking: typeof fetch = async (input, init) => {
    counted.asked++
    const response = await fetch(input, init)
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const body: unknown = await response.clone().json()
    const found = [
      // The seed's document knows metadata of texts only.
      ...(isOfTexts(body) ? [older(init?.method ?? "GET", pathname, response.status, body)] : []),
      // The newer one names only the good answers of reading.
      ...(response.ok ? [newer(init?.method ?? "GET", pathname, response.status, body)] : []),
    ]
    counted.checked += found.length
    wrong.push(...found.filter((each) => each !== undefined))
    return response
  }
  const clientOf = (options: ClientOptions = {}): DodoPayments =>
    new DodoPayments({ baseURL: facade, bearerToken: rootKey, fetch: checking, ...options })
  const pay = async (given: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const name = `pay_dodo_${++count}`
    const body = {
      provider: "dodo",
      references: { paymentId: name },
      currency: "EUR",
      captured: 10_000,
      customer,
      ...given,
    }
    const { status, text } = await ask("POST", "/v1/payments", { body })
    if (status !== 201) throw new Error(text)
    return name
  }
  return { url: server.line.native, ask, close: server.stop, facade, dodo: clientOf(), clientOf, pay, wrong, counted }
}

/** Whether Dodo's client was told that status and code. */
export const refused = (call: Promise<unknown>, status: number, code: string): Promise<void> =>
  rejects(call, (error) => {
    ok(error instanceof DodoPayments.APIError, String(error))
    deepStrictEqual([error.status, (error.error as { readonly code?: string }).code], [status, code])
    return true
  })

const isOfTexts = (body: unknown): boolean => {
  const { metadata = {} } = body as { readonly metadata?: object }
  return Object.values(metadata).every((value) => typeof value === "string")
}

/** A server whose gateway speaks to a sandbox of its own process' sockets. */
export const faceSandbox = async (settings: Readonly<Record<string, string>> = {}, webhookUrl?: string) => {
  const folder = mkdtempSync(join(tmpdir(), "facade-dodo-"))
  const sandbox = await serveSandbox({
    port: 0,
    file: join(folder, "sandbox.jsonl"),
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
  })
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
