/** Why something that was answered is no answer, and whether another try may end differently. */
import { type ClientError, errorOf, type NoAnswer } from "./errors.ts"

/** What to tell whoever asked, or when to try again. */
export interface Failure {
  readonly error: ClientError
  /** Another try may end differently. */
  readonly isPassing: boolean
  /** When the server wants it. */
  readonly pauseMs?: number | undefined
}

/** The failure that an answer other than 2xx stands for; `silent` makes the error of an answer that is no answer. */
export const failureOf = (response: Response, text: string, silent: (what: string) => NoAnswer): Failure => {
  const error = errorOf(jsonOf(text))
  if (error === undefined) {
    const what = `an answer ${response.status} that is no refund-rules server's`
    return { error: silent(what), isPassing: passing.includes(response.status) }
  }
  return { error, isPassing: error.problem.retryable, pauseMs: pauseAsked(response) }
}

/** The JSON of a text; undefined where it is none. */
export const jsonOf = (text: string): unknown => {
  try {
    return text === "" ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What stands between client and server says so with these. */
const passing: readonly number[] = [408, 425, 429, 502, 503, 504]

const pauseAsked = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN)
  return seconds >= 0 ? Math.min(seconds, 60) * 1000 : undefined
}
