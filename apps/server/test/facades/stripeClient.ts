/** Stripe's own client, unchanged, pointed at the facade of a real server. */
import { serveSandbox } from "@refund-rules/provider-sandbox"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startServer } from "@refund-rules/harness"
import Stripe from "stripe"
import { asker, patientFacades, rootKey, type Serving } from "../serving.ts"

export interface Facing extends Serving {
  /** The root of the facade's own listener. */
  readonly facade: string
  readonly stripe: Stripe
  readonly clientOf: (key: string, options?: Stripe.StripeConfig) => Stripe
  /** Registers a payment with names nobody has yet, and tells them. */
  readonly pay: (given?: Readonly<Record<string, unknown>>) => Promise<Paid>
}

export interface Paid {
  readonly id: string
  readonly payment_intent: string
  readonly charge: string
}

let count = 0

export const face = async (settings: Readonly<Record<string, string>> = {}): Promise<Facing> => {
  const server = await startServer({ REFUND_RULES_LOG: "error", ...patientFacades, ...settings })
  const ask = asker(server.line.native)
  const facade = server.line.facades["stripe"]!
  const clientOf = (key: string, options: Stripe.StripeConfig = {}): Stripe => {
    const { hostname, port } = new URL(facade)
    return new Stripe(key, { host: hostname, port, protocol: "http", ...options })
  }
  const pay = async (given: Readonly<Record<string, unknown>> = {}): Promise<Paid> => {
    const number = ++count
    const paid = { id: `pay_${number}`, payment_intent: `pi_${number}`, charge: `ch_${number}` }
    const references = { paymentIntent: paid.payment_intent, charge: paid.charge }
    const body = { id: paid.id, provider: "stripe", references, currency: "EUR", captured: 10_000, ...given }
    const { status, text } = await ask("POST", "/v1/payments", { body })
    if (status !== 201) throw new Error(text)
    return paid
  }
  return { url: server.line.native, ask, close: server.stop, facade, stripe: clientOf(rootKey), clientOf, pay }
}

/** A server whose gateway speaks to a sandbox of its own process' sockets. */
export const faceSandbox = async (settings: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), "facade-"))
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
