/** Mistakes in how a gateway sends and in what it takes an answer for. */
import type { Outcome, Sending } from "@refund-rules/engine"
import type { GatewayService } from "@refund-rules/testing"
import { Effect } from "effect"
import type { Plant } from "./Plant.ts"

const answering = (gateway: GatewayService, reread: (outcome: Outcome) => Outcome): GatewayService => ({
  ...gateway,
  send: (sending) => Effect.map(gateway.send(sending), reread),
})

const failedAs = ({ payment: { currency }, refund: { claim, id } }: Sending): Outcome => ({
  _tag: "Acknowledged",
  fact: { providerRefundId: `failed_${id}`, status: "failed", amount: claim.paid, currency },
})

export const gatewayPlants: readonly Plant[] = [
  {
    name: "key-per-attempt",
    says: "each attempt is sent under a key of its own",
    gateway: (gateway) => ({
      ...gateway,
      send: (sending) => gateway.send({ ...sending, key: `${sending.key}_${sending.attempt}` }),
    }),
  },
  {
    name: "timeout-is-failure",
    says: "an answer that never came is taken for a no",
    gateway: (gateway) =>
      answering(gateway, (outcome) => (outcome._tag === "Unknown" ? { _tag: "Refused", code: "timeout" } : outcome)),
  },
  {
    name: "release-on-401",
    says: "a key that is not accepted lets the money go, whatever was sent before",
    gateway: (gateway) =>
      answering(gateway, (outcome) =>
        outcome._tag === "Misconfigured" ? { _tag: "Refused", code: "unauthorized" } : outcome,
      ),
  },
  {
    name: "refunded-already-is-failure",
    says: "a retry that is told `already refunded` is taken for a refund that failed",
    gateway: (gateway) => ({
      ...gateway,
      // Read as a first attempt, so that its no comes through; and told as the provider's own word.
      send: (sending) =>
        Effect.map(gateway.send({ ...sending, attempt: 1 }), (outcome) =>
          outcome._tag === "Refused" && sending.attempt > 1 ? failedAs(sending) : outcome,
        ),
    }),
  },
  {
    name: "keyless-sent-again",
    says: "a provider without keys is sent to again as if it had them",
    gateway: (gateway) => ({ ...gateway, keyed: true, lookUp: gateway.keyed ? gateway.lookUp : "none" }),
  },
  {
    name: "not-found-is-certain",
    says: "a look-up that was not answered is taken for one that found nothing",
    gateway: (gateway) => ({
      ...gateway,
      find: (sending) => Effect.map(gateway.find(sending), (found) => (found === "unknown" ? undefined : found)),
    }),
  },
]
