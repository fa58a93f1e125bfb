/** A gateway over refunds that somebody wrote down: it lists them in parts, finds each, and moves nothing. */
import type { Listed, ProviderFact, Telling } from "@refund-rules/engine"
import { Effect } from "effect"
import type { GatewayService } from "./simulatedGateway.ts"

/** A refund as it stands at the provider; `refundId` is what it knows of us. */
export interface Written {
  readonly references: Telling["references"]
  readonly refundId?: string
  readonly fact: ProviderFact
}

/** How the list is told. */
export interface Telltale {
  /** How many a part has. */
  readonly size: number
  /** Whether the list says which of ours a refund is, as some providers leave out of lists what they know. */
  readonly isMarked: boolean
  /** Whether it says that there is none, or only that it cannot tell. */
  readonly denies: boolean
  /** Left out where the provider has no list at all. */
  readonly isListing: boolean
  /** The process dies at this call. */
  readonly diesAt?: number
}

export const listingGateway = (written: readonly Written[], told: Telltale): GatewayService => {
  let calls = 0
  const answering = <A>(answer: () => A): Effect.Effect<A> =>
    Effect.suspend(() => (++calls === told.diesAt ? Effect.die("killed") : Effect.succeed(answer())))
  const partAt = (place: number): Listed => ({
    tells: written.slice(place, place + told.size).map(({ refundId, ...rest }) => ({
      ...rest,
      ...(refundId === undefined || !told.isMarked ? {} : { refundId }),
    })),
    unread: [],
    ...(place + told.size < written.length ? { next: String(place + told.size) } : {}),
  })
  return {
    provider: "sandbox",
    capabilities: {},
    keyed: true,
    lookUp: "by-list",
    send: () => Effect.die("a comparison sends nothing"),
    find: ({ refund: { id, providerRefundId } }) =>
      answering(() => {
        const isIt = ({ fact, refundId }: Written) =>
          providerRefundId === undefined ? refundId === id : fact.providerRefundId === providerRefundId
        return written.find(isIt)?.fact ?? (told.denies ? undefined : ("unknown" as const))
      }),
    ...(told.isListing ? { list: (_, after) => answering(() => partAt(Number(after ?? 0))) } : {}),
  }
}
