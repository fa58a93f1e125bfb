/** One question over HTTP: the same bytes under the same key again, until there is an answer or no patience left. */
import { errorOf, NoAnswer, type ClientError } from "./errors.ts"

/** Where to ask, as whom, and how patiently. */
export interface Connection {
  readonly url: string
  readonly key: string
  readonly attempts: number
  readonly timeoutMs: number
  readonly fetch: typeof fetch
}

/** What goes over the wire; `key` is the idempotency key. */
export interface Question {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  readonly key: string | undefined
  readonly signal: AbortSignal | undefined
  readonly isRepeatable: boolean
}

type Outcome =
  | { readonly _tag: "Answer"; readonly body: unknown }
  /** `isPassing`: another try may end differently; `pauseMs`: when the server wants it. */
  | {
      readonly _tag: "None"
      readonly error: ClientError
      readonly isPassing: boolean
      readonly pauseMs?: number | undefined
    }

/** The answer's JSON; rejects with a `ClientError`, or with the reason of whoever aborted. */
export const send = async (to: Connection, question: Question, attempt = 1): Promise<unknown> => {
  const outcome = await tryOnce(to, question)
  if (outcome._tag === "Answer") return outcome.body
  if (!outcome.isPassing || !question.isRepeatable || attempt >= to.attempts) throw outcome.error
  await pause(outcome.pauseMs ?? jitter(attempt), question.signal)
  return send(to, question, attempt + 1)
}

const tryOnce = async (to: Connection, question: Question): Promise<Outcome> => {
  try {
    const patience = AbortSignal.timeout(to.timeoutMs)
    const response = await to.fetch(`${to.url}${question.path}`, {
      method: question.method,
      headers: { authorization: `Bearer ${to.key}`, ...question.headers },
      redirect: "error",
      signal: question.signal === undefined ? patience : AbortSignal.any([patience, question.signal]),
      ...(question.body === undefined ? {} : { body: question.body }),
    })
    return outcomeOf(response, await response.text(), question)
  } catch (cause) {
    question.signal?.throwIfAborted()
    return silence(question, `no answer from ${to.url}`, true, cause)
  }
}

/** What stands between client and server says so with these. */
const passing: readonly number[] = [408, 425, 429, 502, 503, 504]

const outcomeOf = (response: Response, text: string, question: Question): Outcome => {
  const body = jsonOf(text)
  if (response.ok) {
    return text !== "" && body === undefined
      ? silence(question, `an answer ${response.status} that is not whole`, true)
      : { _tag: "Answer", body }
  }
  const error = errorOf(body)
  if (error === undefined) {
    const what = `an answer ${response.status} that is no refund-rules server's`
    return silence(question, what, passing.includes(response.status))
  }
  return { _tag: "None", error, isPassing: error.problem.retryable, pauseMs: pauseAsked(response) }
}

const silence = (question: Question, what: string, isPassing: boolean, cause?: unknown): Outcome => {
  const { key, method, path } = question
  const next = key === undefined ? "" : `; call again with the key ${key} to learn what became of it`
  return { _tag: "None", error: new NoAnswer(`${method} ${path}: ${what}${next}`, key, cause), isPassing }
}

const jsonOf = (text: string): unknown => {
  try {
    return text === "" ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const pauseAsked = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN)
  return seconds >= 0 ? Math.min(seconds, 60) * 1000 : undefined
}

/** Anything up to the whole pause, so that many clients do not come back together. */
const jitter = (attempt: number): number => Math.random() * Math.min(8000, 250 * 2 ** attempt)

const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop)
      resolve()
    }, ms)
    signal?.addEventListener("abort", stop, { once: true })
  })
