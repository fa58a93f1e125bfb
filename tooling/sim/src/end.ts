/** The end of a life: time to come to rest, then every promise that can only be judged when all is told. */
import type { Incident, Scope } from "@refund-rules/engine"
import { Effect, Stream } from "effect"
import { closeAll } from "./clients/incidents.ts"
import { resolve } from "./clients/moves.ts"
import { scopes } from "./clients/Shop.ts"
import type { Town } from "./clients/Town.ts"
import type { Kept } from "./service/ports.ts"
import { judgeRest } from "./watch/atRest.ts"
import type { Mode } from "./Mode.ts"

export interface Ending {
  readonly town: Town
  readonly kept: Kept
  readonly mode: Mode
  /** No webhook is on its way. */
  readonly isMailed: () => boolean
}

const HOUR = 3_600_000

/**
 * The bound that is declared: with faults over, what can end has ended after the longest wait before a try (12 hours), and
 * the longest between two polls (a day) after the provider's own last word (20 hours).
 */
const BOUND_HOURS = 60

export const endOf = (ending: Ending): void => {
  const { mode, town } = ending
  const { timeline } = town.world
  if (mode === "safety") {
    timeline.runUntil(timeline.now() + 5 * HOUR)
    tidyUp(town)
    timeline.runUntil(timeline.now() + HOUR)
    judgeReplay(ending)
    return
  }
  timeline.runUntil(timeline.now() + HOUR)
  askEveryKey(ending)
  timeline.runUntil(timeline.now() + BOUND_HOURS * HOUR)
  atRest(ending)
  // What only an operator can end, one ends now; and then nothing at all is in doubt.
  tidyUp(town)
  timeline.runUntil(timeline.now() + HOUR)
  // What was being sent just then could not be ended, and is gone through once more.
  tidyUp(town)
  timeline.runUntil(timeline.now() + HOUR)
  for (const { detail, status } of atRest(ending))
    if (status === "open") town.world.trace.broken("nothing stalls", `nobody could close: ${detail}`)
  judgeReplay(ending)
}

/** Operators go through what is in doubt, and through the incidents. */
const tidyUp = (town: Town): void => {
  for (const { id, payment } of town.shop.refunds) resolve(town, payment, id)
  closeAll(town)
}

/** Judges it, and gives the incidents there are. */
const atRest = ({ isMailed, kept, town }: Ending): readonly Incident[] => {
  const { providers, world } = town
  if (!isMailed()) world.trace.broken("nothing stalls", "webhooks are still not taken")
  const incidents = scopes.flatMap((scope) => incidentsOf(kept, scope))
  const ledgers = world.watch.ledgers.values()
  const providerOf = (name: string) => providers.find(({ kind }) => kind.name === name)!
  judgeRest({ trace: world.trace, ledgers, providerOf, incidents })
  return incidents
}

const incidentsOf = ({ records }: Kept, scope: Scope): readonly Incident[] =>
  Effect.runSync(records.incidents(scope, {}, { limit: 10_000 }) as Effect.Effect<{ items: readonly Incident[] }>).items

/** What is stored is the fold of what happened; what was acknowledged is there; one key is one refund. */
const judgeReplay = (ending: Ending): void => {
  const { kept, town } = ending
  judgeClosed(ending)
  const { shop, world } = town
  const { trace, watch } = world
  const verified = Effect.runSync(Stream.runCollect(kept.records.verify as Stream.Stream<Verified>))
  for (const { broken, paymentId } of verified)
    if (broken.length > 0) trace.broken("replay is what is stored", `${paymentId}: ${JSON.stringify(broken)}`)
  for (const [place, ledger] of watch.ledgers) {
    const [merchant = "", mode = "", id = ""] = place.split(" ")
    const stored = Effect.runSync(
      kept.store.read({ merchant, mode: mode as "live" }, id) as Effect.Effect<typeof ledger>,
    )
    if (stored.version !== ledger.version || JSON.stringify(stored.refunds) !== JSON.stringify(ledger.refunds))
      trace.broken("what was committed stays", `${place} was at version ${ledger.version}, and is at ${stored.version}`)
  }
  const refunds = new Map(
    [...watch.ledgers.values()].flatMap((one) => one.refunds.map((refund) => [refund.id, refund])),
  )
  const owners = new Map<string, string>()
  for (const { answer, ask, key, refundId } of shop.wishes) {
    if (answer === undefined || refundId === undefined) continue
    const refund = refunds.get(refundId)
    if (refund === undefined) trace.broken("nothing acknowledged is lost", `${key} was answered ${answer}`)
    else if (ask._tag === "Request" && refund.claim.paid !== ask.amount)
      trace.broken("one key, one refund", `${key} asked for ${ask.amount}, and ${refundId} pays ${refund.claim.paid}`)
    if (owners.has(refundId))
      trace.broken("one key, one refund", `${refundId} is of ${key} and ${owners.get(refundId)}`)
    owners.set(refundId, key)
  }
}

/** What an operator was told to have closed is closed, in the words of that operator. */
const judgeClosed = ({ kept, town: { shop, world } }: Ending): void => {
  const resolutions = new Map(
    scopes.flatMap((scope) =>
      incidentsOf(kept, scope).map(({ id, resolution }) => [`${scope.merchant} ${id}`, resolution] as const),
    ),
  )
  for (const { id, resolution, scope } of shop.closed) {
    const found = resolutions.get(`${scope.merchant} ${id}`)
    if (found !== resolution)
      world.trace.broken("an incident is closed once", `${id} was closed with "${resolution}", and says "${found}"`)
  }
}

interface Verified {
  readonly paymentId: string
  readonly broken: readonly unknown[]
}

/** Every key is answered as it was before, and none is in flight for ever. */
const askEveryKey = ({ town }: Ending): void => {
  const { asking, shop, world } = town
  const open = new Set(shop.wishes.map(({ key }) => key))
  for (const wish of shop.wishes) asking.wish(wish, (isAnswered) => isAnswered && open.delete(wish.key))
  world.timeline.runUntil(world.timeline.now() + 60_000)
  for (const key of open) world.trace.broken("no key is stuck", `${key} has no answer`)
}
