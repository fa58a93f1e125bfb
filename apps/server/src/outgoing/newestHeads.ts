/** The newest head of a merchant's history, to go along with what it is told: so it is kept where nobody here can take it back. */
import { headOf, SealBook, type Scope } from "@refund-rules/engine"
import { Clock, Effect } from "effect"

/** A header of its own: the body is what happened, and its bytes are signed when they are queued. */
const HEADER = "refund-rules-head"

/** Seals are made every minute or so; nobody needs to look for each message. */
const LOOK_MILLISECONDS = 2000

type Headers = Readonly<Record<string, string>>

interface Looked {
  readonly at: number
  readonly headers: Headers
}

/** The header with the newest head of whose message it is; none where nothing is sealed, or nobody can say just now. */
export const newestHeads = Effect.map(SealBook, (book) => {
  const looked = new Map<string, Looked>()
  const look = Effect.fnUntraced(function* (scope: Scope) {
    const seal = yield* book.newest(scope)
    const headers: Headers = seal === undefined ? {} : { [HEADER]: inAscii(JSON.stringify(yield* headOf(seal))) }
    return headers
  })
  return Effect.fnUntraced(function* (scope: Scope) {
    const [key, at] = [JSON.stringify([scope.merchant, scope.mode]), yield* Clock.currentTimeMillis]
    const known = looked.get(key)
    if (known !== undefined && Math.abs(at - known.at) < LOOK_MILLISECONDS) return known.headers
    const headers = yield* Effect.catchTag(look(scope), "StoreUnavailable", () => Effect.succeed(known?.headers ?? {}))
    looked.set(key, { at, headers })
    return headers
  })
})

/** JSON as it is, with whatever a header cannot carry written as an escape. */
const inAscii = (json: string): string =>
  json.replaceAll(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`)
