/** A client of the native API: one request, one answer; where no whole answer came it says so, and never asks again by itself. */

/** The members of a body that the proofs look at. */
export interface Body {
  readonly id?: string
  readonly status?: string | number
  readonly code?: string
  readonly amount?: number
  readonly paymentId?: string
  readonly available?: number
  /** Of an event, and of an incident. */
  readonly type?: string
  readonly at?: string
  readonly kind?: string
  readonly items?: readonly Body[]
  readonly nextCursor?: string | null
  readonly balance?: { readonly captured: number; readonly refunded: number; readonly held: number }
}

/** What came back. */
export interface Answer {
  readonly status: number
  readonly body: Body
  readonly retryAfter: string | null
  readonly isReplayed: boolean
  /** The server's own time. */
  readonly date: string | null
}

/** The connection ended before a whole answer was there: what was asked may have happened. */
export interface NoAnswer {
  readonly status: "none"
  readonly cause: string
}

/** Speaks to one server. */
export interface Client {
  /** Without a body where that is undefined. */
  readonly post: (path: string, body: unknown, key?: string) => Promise<Answer | NoAnswer>
  readonly get: (path: string) => Promise<Answer | NoAnswer>
}

/** A client of the server at this address, known by its API key. */
export const clientOf = (native: string, apiKey: string, withinMs = 15_000): Client => {
  const ask = async (path: string, how: RequestInit): Promise<Answer | NoAnswer> => {
    try {
      const answer = await fetch(`${native}${path}`, { ...how, signal: AbortSignal.timeout(withinMs) })
      const text = await answer.text()
      return {
        status: answer.status,
        body: text === "" ? {} : (JSON.parse(text) as Body),
        retryAfter: answer.headers.get("retry-after"),
        isReplayed: answer.headers.get("idempotency-replayed") === "true",
        date: answer.headers.get("date"),
      }
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error
      return { status: "none", cause: String(cause) }
    }
  }
  const authorization = `Bearer ${apiKey}`
  return {
    get: (path) => ask(path, { headers: { authorization } }),
    post: (path, body, key) =>
      ask(path, {
        method: "POST",
        headers: {
          authorization,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(key === undefined ? {} : { "idempotency-key": key }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      }),
  }
}

/** The answer, where there has to be one with this status; otherwise the run cannot go on. */
export const must = (answer: Answer | NoAnswer, ...statuses: readonly number[]): Answer => {
  if (answer.status === "none") throw new Error(`no answer: ${answer.cause}`)
  if (statuses.includes(answer.status)) return answer
  throw new Error(
    `${answer.status} where ${statuses.join(" or ")} was expected: ${JSON.stringify(answer.body).slice(0, 400)}`,
  )
}
