/** A server to ask over real sockets. */
import { Gateways, Keyring, RefundDesk, Signals, SteadyClock } from "@refund-rules/engine"
import { Access } from "@refund-rules/server/access/Access"
import { Native } from "@refund-rules/server/http/Native"
import { Readiness } from "@refund-rules/server/lifecycle/Readiness"
import { Traffic } from "@refund-rules/server/lifecycle/Traffic"
import { memoryDesk, simulatedGateway } from "@refund-rules/testing"
import { Context, Effect, Exit, Layer, Logger, Option, Redacted, Scope } from "effect"
import { memoryKeyring } from "./memoryKeyring.ts"

export const rootKey = "rr_test_root_0123456789"

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: any
}

export interface Question {
  readonly body?: unknown
  readonly key?: string
  readonly as?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Serving {
  readonly url: string
  readonly ask: (method: string, path: string, question?: Question) => Promise<Reply>
  readonly close: () => Promise<void>
}

/** Asks as the root key unless told otherwise; `body` goes out as JSON, text as it is. */
export const asker =
  (url: string) =>
  async (method: string, path: string, { as = rootKey, body, headers, key }: Question = {}): Promise<Reply> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(as === "" ? {} : { authorization: `Bearer ${as}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get("content-type")?.includes("json") === true
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
  }

export const serve = async (): Promise<Serving> => {
  const gateways = Gateways.of({ of: () => simulatedGateway().gateway })
  const layer = Native.layer({ host: "127.0.0.1", port: 0, mode: "test", bodyLimit: 262_144 }).pipe(
    Layer.provide([
      RefundDesk.layer(),
      Access.layer({ rootKey: Option.some(Redacted.make(rootKey)), mode: "test" }),
      Traffic.layer,
    ]),
    Layer.provideMerge(Readiness.layer),
    Layer.provide([SteadyClock.layer, Signals.layer]),
    Layer.provide([memoryDesk().layer, Layer.succeed(Gateways, gateways), Layer.succeed(Keyring, memoryKeyring())]),
    Layer.provide(Logger.layer([])),
  )
  const scope = await Effect.runPromise(Scope.make())
  const built = await Effect.runPromise(Layer.buildWithScope(layer, scope))
  await Effect.runPromise(Context.get(built, Readiness).enter("serving"))
  const { url } = Context.get(built, Native)
  return { url, ask: asker(url), close: () => Effect.runPromise(Scope.close(scope, Exit.void)) }
}
