/** One question over HTTP: the same bytes under the same key again, until there is an answer or no patience left. */
import { NoAnswer } from "./errors.ts"
import { type Failure, failureOf, jsonOf } from "./failure.ts"
import { jitter, pause } from "./patience.ts"

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

type Outcome = { readonly _tag: "Answer"; readonly body: unknown } | (Failure & { readonly _tag: "None" })

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
    return { _tag: "None", error: silence(question, `no answer from ${to.url}`, cause), isPassing: true }
  }
}

const outcomeOf = (response: Response, text: string, question: Question): Outcome => {
  if (!response.ok) return { _tag: "None", ...failureOf(response, text, (what) => silence(question, what)) }
  const body = jsonOf(text)
  return text !== "" && body === undefined
    ? { _tag: "None", error: silence(question, `an answer ${response.status} that is not whole`), isPassing: true }
    : { _tag: "Answer", body }
}

const silence = ({ key, method, path }: Question, what: string, cause?: unknown): NoAnswer => {
  const next = key === undefined ? "" : `; call again with the key ${key} to learn what became of it`
  return new NoAnswer(`${method} ${path}: ${what}${next}`, key, cause)
}
