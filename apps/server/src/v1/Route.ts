/** A route as data: what it needs of whoever asks, and the program that answers. */
import type { ServerResponse } from "node:http"
import type {
  Caller,
  Conflict,
  Invalid,
  KeyInFlight,
  KeyReused,
  KeyScope,
  NotFound,
  OnceKey,
  ReferenceTaken,
  StoreUnavailable,
} from "@refund-rules/engine"
import type { Effect } from "effect"
import type { Holder } from "../access/Access.ts"
import type { Problem } from "./Problem.ts"

/** A request once everything common to all routes was looked at: who asks, under which key, for what. */
export interface Asked {
  readonly caller: Caller
  readonly holder: Holder
  /** The part of the path that is a name; empty where the path has none. */
  readonly id: string
  readonly query: URLSearchParams
  readonly body: unknown
  /** What the request is repeated under; empty where it has no key. */
  readonly key: string
  /** Set on routes that keep their answer under a key. */
  readonly once: OnceKey
  readonly requestId: string
  /** Seconds that `Prefer: wait` asks for; 0 where it does not. */
  readonly wait: number
  readonly ifMatch: string | undefined
  /** Set where the answer is wanted as a stream, on routes that have one. */
  readonly listening?: Listening
}

/** Somebody who wants to be told as it comes. */
export interface Listening {
  /** What was read last, before the connection broke. */
  readonly lastEventId: string | undefined
  /** Whether the key it was asked with is still one. */
  readonly isHeld: Effect.Effect<boolean, StoreUnavailable>
}

/** What is answered: `body` as JSON, none where it is undefined; or a stream, which ends the answer itself. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly stream?: (response: ServerResponse) => Effect.Effect<void>
}

/** Everything that keeps a program from its answer. */
export type Fault =
  | Conflict
  | Invalid
  | KeyInFlight
  | KeyReused
  | NotFound
  | Problem
  | ReferenceTaken
  | StoreUnavailable

/** One method of one path; `{id}` in it is a name, percent-decoded. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  readonly path: string
  /** `root` is the root key alone. */
  readonly scope: KeyScope | "root"
  readonly body: "json" | "none"
  /** `kept`: an `Idempotency-Key` is required and its answer kept. `repeatable`: one is taken, and repeating is safe without. */
  readonly key: "kept" | "repeatable" | "refused"
  /** Whether parameters narrow what is answered; elsewhere they are refused. */
  readonly takesQuery?: boolean
  /** Whether it can be told as server-sent events, too. */
  readonly streams?: true
  /** Whether `If-Match` means something here. */
  readonly versioned?: boolean
  readonly answer: (asked: Asked) => Effect.Effect<Answer, Fault>
}
