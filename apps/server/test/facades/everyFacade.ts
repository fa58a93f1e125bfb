/** One server with every facade at the root of its own listener, a sandbox behind it, and one request of each facade that makes a refund. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import { serveSandbox } from "@refund-rules/provider-sandbox"
import { asker, patientFacades, rootKey, type Serving } from "../serving.ts"

export interface Everywhere extends Serving {
  readonly facades: Readonly<Record<string, string>>
  readonly sandbox: string
  /** Money that moved, by what the provider calls the payment. */
  readonly moved: (payment: string | number) => Promise<readonly { readonly amount: number }[]>
  /** Registers a payment of 100.00 at a provider under a number nobody has yet, with every name it can have there. */
  readonly pay: (provider: string, given?: object) => Promise<number>
}

let count = 9000

/** The names of a payment at each provider, by its number. */
export const namesAt = (provider: string, number: number): Readonly<Record<string, string | number>> => {
  switch (provider) {
    case "stripe":
      return { paymentIntent: `pi_${number}`, charge: `ch_${number}` }
    case "wooshpay":
      return { paymentIntent: `pi_${number}` }
    case "dodo":
      return { paymentId: `pay_dodo_${number}` }
    case "dollr":
      return { paymentIntentId: number }
    default:
      return { chargeId: `ch_${number}`, paymentId: `pm_${number}` }
  }
}

export const everywhere = async (settings: Readonly<Record<string, string>> = {}): Promise<Everywhere> => {
  const folder = mkdtempSync(join(tmpdir(), "facades-"))
  const sandbox = await serveSandbox({ port: 0, file: join(folder, "sandbox.jsonl") })
  const given = {
    REFUND_RULES_LOG: "error",
    REFUND_RULES_SANDBOX_URL: sandbox.url,
    ...patientFacades,
    ...settings,
  }
  const { line, stop } = await startServer(given)
  const ask = asker(line.native)
  return {
    url: line.native,
    ask,
    facades: line.facades,
    sandbox: sandbox.url,
    moved: async (payment) => {
      const ledger = await fetch(`${sandbox.url}/ledger?payment=${payment}`)
      return ((await ledger.json()) as { movements: readonly { amount: number }[] }).movements
    },
    pay: async (provider, more = {}) => {
      const number = ++count
      const customer = { id: `cus_${number}`, name: "Ada", email: "ada@example.org" }
      const payment = { provider, references: namesAt(provider, number), customer, currency: "USD", captured: 10_000 }
      const { status, text } = await ask("POST", "/v1/payments", { body: { id: `p_${number}`, ...payment, ...more } })
      if (status !== 201) throw new Error(text)
      return number
    },
    close: async () => {
      await stop()
      await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
}

export interface Asked {
  readonly status: number
  readonly headers: Headers
  readonly json: any
}

/** Asks a facade as its provider's clients do: how the key is shown is its provider's own. */
export const asking =
  ({ facades }: Everywhere) =>
  async (
    provider: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Asked> => {
    const isForm = provider === "stripe"
    const authorization = provider === "wooshpay" ? `Basic ${btoa(`${rootKey}:`)}` : `Bearer ${rootKey}`
    const type = isForm ? "application/x-www-form-urlencoded" : "application/json"
    const answer = await fetch(`${facades[provider]}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization, "content-type": type, ...headers },
      ...(body === undefined
        ? {}
        : {
            body: isForm ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body),
          }),
    })
    return { status: answer.status, headers: answer.headers, json: await answer.json() }
  }
