/** Judges a payment under its guard and writes what the judges say: as if each change had been alone, but all at once. */
import { evolve, type Ledger } from "@refund-rules/core"
import {
  type Judge,
  type Judgement,
  type Looking,
  type Once,
  type OnceKey,
  PaymentNotFound,
  type Scope,
} from "@refund-rules/engine"
import { both, type Steps } from "../Statement.ts"
import { appendEvents, isFromOutside } from "./appendEvents.ts"
import { keepBeside } from "./keepBeside.ts"
import { answerOf, knownKeys } from "./knownKeys.ts"
import { placeOf } from "./LedgerCache.ts"
import { findLedger, type Loaded } from "./loadLedger.ts"
import { pastOf } from "./pastOf.ts"
import type { Shelf } from "./Shelf.ts"

/** One change of a payment: who judges, what the judge wants to see, and the key it is done once under. */
export interface Change {
  readonly judge: Judge<unknown>
  readonly looking: Looking | undefined
  readonly once: OnceKey | undefined
}

/** How one change of several ended: those that fail leave the others as they are. */
export type Ended =
  | { readonly ok: true; readonly value: Once<unknown> }
  | { readonly ok: false; readonly thrown: unknown }

/** Changes one payment many times; what fails for one of them is told as its ending, what is thrown fails for all. */
export function* changePayment(
  shelf: Shelf,
  scope: Scope,
  paymentId: string,
  changes: readonly Change[],
): Steps<readonly Ended[]> {
  // The guard first: whoever used one of these keys on this payment meanwhile is waited for.
  const [loaded, known] = yield* both(findLedger(shelf, scope, paymentId, "guarded"), knownKeys(shelf, scope, changes))
  const page = loaded && new Page(shelf, scope, paymentId, loaded)
  const endings: Ended[] = []
  for (const change of changes) {
    const before = change.once && answerOf(shelf, change.once, known(change.once))
    if (before !== undefined) endings.push({ ok: true, value: before })
    else if (page === undefined) endings.push({ ok: false, thrown: new PaymentNotFound({ paymentId, retry: "never" }) })
    else endings.push(yield* page.judge(change))
  }
  if (page !== undefined) yield* page.write()
  return endings
}

/** What was judged and is not written yet, on top of the ledger as it is stored. */
class Page {
  readonly #shelf: Shelf
  readonly #scope: Scope
  readonly #paymentId: string
  #stored: Loaded
  #ledger: Ledger
  #judged: { readonly judgement: Judgement<unknown>; readonly once: OnceKey | undefined }[] = []

  constructor(shelf: Shelf, scope: Scope, paymentId: string, stored: Loaded) {
    this.#shelf = shelf
    this.#scope = scope
    this.#paymentId = paymentId
    this.#stored = stored
    this.#ledger = stored.ledger
  }

  *judge({ judge, looking, once }: Change): Steps<Ended> {
    // Whoever looks at claims or errands has to find those that came before it in their rows.
    if (looking !== undefined) yield* this.write()
    const past =
      looking === undefined
        ? {}
        : yield* pastOf(this.#shelf, this.#scope, this.#paymentId, this.#ledger.payment, looking)
    const judged = tried(() => {
      const judgement = judge(this.#ledger, past)
      return { judgement, after: judgement.events.reduce(evolve, this.#ledger) }
    })
    if (!judged.ok) return judged
    const { after, judgement } = judged.value
    // What the world took may make an excess. What we start must not hide behind it, so they are never written as one.
    const isOutside = judgement.events.some(isFromOutside)
    if (isOutside) yield* this.write()
    this.#judged.push({ judgement, once })
    this.#ledger = after
    if (isOutside) yield* this.write()
    return { ok: true, value: { _tag: "Done", answer: judgement.answer } }
  }

  *write(): Steps<void> {
    const judged = this.#judged
    if (judged.length === 0) return
    this.#judged = []
    const judgements = judged.map(({ judgement }) => judgement)
    if (judgements.some(({ events }) => events.length > 0)) {
      const head = yield* appendEvents(
        this.#shelf,
        this.#scope,
        this.#paymentId,
        this.#stored,
        this.#ledger,
        judgements,
      )
      this.#stored = { ledger: this.#ledger, head, name: placeOf(this.#scope, this.#paymentId) }
    }
    let latest: string | undefined
    for (const { judgement, once } of judged) {
      const at = yield* keepBeside(this.#shelf, this.#scope, this.#paymentId, judgement)
      if (at !== undefined && (latest === undefined || at > latest)) latest = at
      if (once !== undefined) yield* this.#keepKey(once, judgement)
    }
    if (latest !== undefined) yield* this.#shelf.statements.event.advance({ at: latest })
  }

  *#keepKey({ door, fingerprint, key }: OnceKey, judgement: Judgement<unknown>): Steps<void> {
    const { answer, subject = null } = judgement
    const { merchant, mode } = this.#scope
    const kept = (JSON.stringify(answer) as string | undefined) ?? null
    const row = { merchant, mode, door, key, fingerprint, subject, answer: kept, at: this.#shelf.now() }
    yield* this.#shelf.statements.key.insert(row)
  }
}

const tried = <A>(
  run: () => A,
): { readonly ok: true; readonly value: A } | { readonly ok: false; readonly thrown: unknown } => {
  try {
    return { ok: true, value: run() }
  } catch (thrown) {
    return { ok: false, thrown }
  }
}
