/** What becomes of a request that was sent, by the fault it met: whether it gets in at the provider, and what is heard of it. */
import type { Sending } from "@refund-rules/engine"
import type { Exchanged } from "@refund-rules/provider-kit"
import type { World } from "../World.ts"
import { weighted } from "../world/Chance.ts"
import type { Provider, Said } from "./Provider.ts"

/** How often a send meets what, of 100 or so. */
export const sendFaults = {
  none: 34,
  unreachable: 5,
  "request lost": 6,
  "answer lost": 8,
  "request late": 5,
  "answer late": 5,
  "5xx before effect": 4,
  "5xx after effect": 6,
  "3xx": 2,
  "408": 2,
  "429": 5,
  "401": 2,
  doubled: 4,
  "wrong amount": 3,
  refused: 5,
  unreadable: 2,
} as const

export type SendFault = keyof typeof sendFaults

export const rollSend = weighted(sendFaults)

/** A request on the road: what chance and time it has, and how it reaches the provider and its sender. */
export interface Journey {
  readonly world: World
  readonly provider: Provider
  readonly sending: Sending
  /** So many milliseconds from now its sender hears of it, if it still lives. */
  readonly hear: (millis: number, exchanged: Exchanged) => void
}

/** The request is at the provider's door. */
export const arrive = (journey: Journey, fault: SendFault): void => ends[fault](journey)

const ends: Readonly<Record<SendFault, (journey: Journey) => void>> = {
  none: (journey) => hearSoon(journey, saidAs(act(journey))),
  "request late": (journey) => hearSoon(journey, saidAs(act(journey))),
  refused: (journey) => hearSoon(journey, saidAs(act(journey, false))),
  unreachable: () => undefined,
  "request lost": (journey) => fallSilent(journey),
  "answer lost": (journey) => {
    act(journey)
    fallSilent(journey)
  },
  "answer late": (journey) => journey.hear(journey.world.chance.between(10_000, 90_000), saidAs(act(journey))),
  "5xx before effect": (journey) => hearSoon(journey, answered(journey.world.chance.oneOf([500, 502, 503, 504]))),
  "5xx after effect": (journey) => {
    act(journey)
    hearSoon(journey, answered(journey.world.chance.oneOf([500, 502, 504])))
  },
  "3xx": (journey) => hearSoon(journey, answered(302)),
  "408": (journey) => hearSoon(journey, answered(journey.world.chance.oneOf([408, 409]))),
  "429": (journey) => hearSoon(journey, answered(429, {}, waitOf(journey.world))),
  "401": (journey) => hearSoon(journey, answered(journey.world.chance.oneOf([401, 403]))),
  unreadable: (journey) => {
    act(journey)
    hearSoon(journey, { _tag: "Answered", status: 200, headers: {}, body: "<html>" })
  },
  doubled: (journey) => {
    const { provider, world } = journey
    // Without keys a request that comes twice is the provider's own affair, and is not made here.
    if (provider.kind.keyed) world.timeline.after(world.chance.between(1, 120_000), () => void act(journey))
    hearSoon(journey, saidAs(act(journey)))
  },
  "wrong amount": (journey) => hearSoon(journey, distorted(act(journey))),
}

/** The provider does what is asked, unless it says no for reasons of its own; now and then it does even when all is well. */
const act = ({ provider, sending, world }: Journey, isWilling = true): Said => {
  const { chance, isFaulty, timeline, trace } = world
  const { payment, refund } = sending
  const request = {
    key: sending.key,
    refundId: refund.id,
    reference: String(payment.references["charge"]),
    amount: refund.claim.paid,
    currency: payment.currency,
    captured: payment.captured,
  }
  const said = provider.receive(request, isWilling && (isFaulty() || !chance.isIn(2)))
  trace.step(timeline.now(), "received", refund.id, () => JSON.stringify(said))
  return said
}

const hearSoon = ({ hear, world }: Journey, exchanged: Exchanged): void => hear(world.chance.between(5, 400), exchanged)

/** Some connections break, others are silent for ever. */
const fallSilent = ({ hear, world: { chance } }: Journey): void => {
  if (chance.isIn(60)) hear(chance.between(10, 25_000), { _tag: "Lost", cause: "the connection broke" })
}

const waitOf = ({ chance }: World): Readonly<Record<string, string>> =>
  chance.isIn(50) ? { "retry-after": `${chance.between(1, 300)}` } : {}

const answered = (status: number, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Exchanged => ({
  _tag: "Answered",
  status,
  headers,
  body: JSON.stringify(body),
})

const saidAs = (said: Said): Exchanged =>
  said._tag === "Fact" ? answered(200, said.fact) : answered(400, { code: said.code })

const distorted = (said: Said): Exchanged =>
  said._tag === "Fact" ? answered(200, { ...said.fact, amount: said.fact.amount + 1 }) : saidAs(said)
