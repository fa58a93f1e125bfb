/** An address of a merchant's out there: what it was told, whether it could believe it, and how it fares just now. */
import { createHmac } from "node:crypto"
import type { Scope } from "@refund-rules/engine"
import type { Surroundings } from "../World.ts"

/** How it fares: chance decides, or it does the same to everybody for some time. */
export type Mood = "as chance has it" | "down" | "gone" | "sick" | "slow"

export interface Endpoint {
  readonly scope: Scope
  readonly id: string
  readonly url: string
  /** The types of events it wants; all of them where left out. */
  readonly events: readonly string[] | undefined
  /** What it verifies with; undefined as long as nobody told it. */
  secret: string | undefined
  mood: Mood
  /** Whether its merchant still wants it. */
  isWanted: boolean
  /** It has said that it wants nothing more. */
  saidGone: boolean
  /** Its secret is being changed. */
  isRotating: boolean
  /** By the id of an event, the id of the message it came in. */
  readonly names: Map<string, string>
  /** Of each refund, payment or incident the last that was new when it was taken. */
  readonly last: Map<string, number>
}

export const endpointOf = (scope: Scope, id: string, events: readonly string[] | undefined): Endpoint => ({
  scope,
  id,
  url: `https://${id}.${scope.merchant}.example/hooks`,
  events,
  secret: undefined,
  mood: "as chance has it",
  isWanted: true,
  saidGone: false,
  isRotating: false,
  names: new Map(),
  last: new Map(),
})

/** A request as it comes to the address. */
export interface Brought {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Seconds a stamp may be off, as the specification has it. */
const TOLERANCE = 300

/** What a receiver that goes by the specification makes of it. */
export const verified = (endpoint: Endpoint, { timeline }: Surroundings, { body, headers }: Brought): Verified => {
  const { secret } = endpoint
  if (secret === undefined) return "no secret"
  const { "webhook-id": id, "webhook-signature": signature = "", "webhook-timestamp": stamp } = headers
  if (Math.abs(timeline.now() / 1000 - Number(stamp)) > TOLERANCE) return "old stamp"
  const key = Buffer.from(secret.slice("whsec_".length), "base64")
  const mac = createHmac("sha256", key).update(`${id}.${stamp}.${body}`).digest("base64")
  return signature.split(" ").includes(`v1,${mac}`) ? "genuine" : "forged"
}

type Verified = "forged" | "genuine" | "no secret" | "old stamp"
