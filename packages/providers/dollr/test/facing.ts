/** The facade over a whole desk in memory, with a provider that moves what it is told to. */
import { Awaiting, Dispatcher, Gateways, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
import { Doorkeeper, type FacadeReply } from "@refund-rules/provider-kit"
import { memoryDesk, simulatedGateway } from "@refund-rules/testing"
import { Effect, Layer, ManagedRuntime } from "effect"
import { dollrFacade } from "../src/index.ts"

export const SECRET = "rr_test_secret_1"
const scope = { merchant: "shop", mode: "test" } as const
const scopes = { all: ["admin"], reading: ["read"] } as const

export interface Asking {
  readonly body?: unknown
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What a client reads: the text is what is written, to the last digit. */
export interface Answer extends Omit<FacadeReply, "body"> {
  readonly text: string
  readonly json: any
}

export const face = async ({ waitMs = 60_000 }: { readonly waitMs?: number } = {}) => {
  const memory = memoryDesk(Date.now)
  const { gateway, provider } = simulatedGateway(1)
  const doorkeeper = Layer.succeed(Doorkeeper, {
    admit: (secret) =>
      Effect.succeed(
        secret === SECRET
          ? { caller: { scope, actor: { id: "clerk" } }, keyId: "key_1", scopes: scopes.all }
          : secret === "rr_test_reading"
            ? { caller: { scope, actor: { id: "reader" } }, keyId: "key_2", scopes: scopes.reading }
            : secret === "rr_test_small"
              ? { caller: { scope, actor: { id: "small", atMost: 100 } }, keyId: "key_3", scopes: scopes.all }
              : undefined,
      ),
  })
  const gateways = Layer.succeed(Gateways, { of: () => ({ ...gateway, provider: "dollr" }) })
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(RefundDesk.layer(), Awaiting.layer, Dispatcher.running({ pollSeconds: 0.02 }), doorkeeper).pipe(
      Layer.provideMerge([SteadyClock.layer, Signals.layer, gateways]),
      Layer.provideMerge(memory.layer),
    ),
  )
  const facade = await runtime.runPromise(dollrFacade({ waitMs }))
  const { desk } = await runtime.runPromise(Effect.map(RefundDesk, (found) => ({ desk: found })))
  const caller = { scope, actor: { id: "clerk" } }
  const ask = async (method: string, path: string, asking: Asking = {}): Promise<Answer> => {
    const { as = SECRET, body, headers = {} } = asking
    const { body: said, ...reply } = await runtime.runPromise(
      facade.respond({
        method,
        path,
        query: "",
        headers: { ...(as === "" ? {} : { authorization: `Bearer ${as}` }), ...headers },
        body: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
      }),
    )
    const text = JSON.stringify(said)
    return { ...reply, text, json: JSON.parse(text) }
  }
  let count = 100
  /** Registers a payment and tells what Dollr calls it. */
  const pay = async (given: Readonly<Record<string, unknown>> = {}): Promise<number> => {
    const name = ++count
    const references = { paymentIntentId: name }
    const payment = { id: `pay_${name}`, provider: "dollr", references, currency: "USD", captured: 10_000, ...given }
    await runtime.runPromise(desk.registerPayment(caller, payment))
    return name
  }
  return { ask, pay, desk, caller, provider, run: runtime.runPromise, facade, close: () => runtime.dispose() }
}

export type Facing = Awaited<ReturnType<typeof face>>

/** An hour from now. */
export const soon = (): string => new Date(Date.now() + 3_600_000).toISOString()
