/** The real server, as a process of its own, to ask over real sockets. */
import { startServer, testRootKey } from "@refund-rules/harness"

/** The root key of every server started here. */
export const rootKey = testRootKey

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
  readonly close: () => Promise<unknown>
}

/** A facade waits for a provider for as long as a busy machine takes: what is answered is what became of it. */
export const patientFacades = { REFUND_RULES_FACADE_WAIT_MS: "20000" } as const

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

/** Starts one with a database of its own. */
export const serve = async (settings: Readonly<Record<string, string>> = {}): Promise<Serving> => {
  const server = await startServer(settings)
  return {
    url: server.line.native,
    ask: asker(server.line.native),
    close: async () => {
      await server[Symbol.asyncDispose]()
    },
  }
}
