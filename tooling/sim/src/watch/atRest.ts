/** What must hold when nothing is left to do: statuses agree with the money, and whatever is open is with an operator. */
import type { Ledger, Refund } from "@refund-rules/core"
import type { Incident } from "@refund-rules/engine"
import { isMoving, type Movement } from "../provider/Movement.ts"
import type { Provider } from "../provider/Provider.ts"
import type { Trace } from "../world/Trace.ts"

export interface Rest {
  readonly trace: Trace
  readonly ledgers: Iterable<Ledger>
  readonly providerOf: (name: string) => Provider
  readonly incidents: readonly Incident[]
}

/** Refunds against the truth, where faults have stopped long enough ago. */
export const judgeRest = (rest: Rest): void => {
  for (const ledger of rest.ledgers) {
    const provider = rest.providerOf(ledger.payment.provider)
    for (const refund of ledger.refunds) (refund.adopted ? judgeAdopted : judgeRefund)(rest, provider, refund)
    judgeOutside(rest, provider, ledger)
  }
}

/** What somebody made at the provider ends here as it ended there. */
const judgeAdopted = ({ trace }: Rest, { named }: Provider, { id, providerRefundId = "", status }: Refund): void => {
  const movement = named(providerRefundId)
  const hasMoved = movement !== undefined && isMoving(movement)
  const isPaid = status !== "failed" && status !== "canceled"
  if (hasMoved !== isPaid)
    trace.broken("status agrees with truth", `${id} was adopted and ends as ${status} (${told(movement)})`)
}

const judgeRefund = (rest: Rest, provider: Provider, { id, status }: Refund): void => {
  const [movement] = provider.of(id)
  const wrong = wrongOf(rest, provider, movement, id, status)
  if (wrong !== undefined)
    rest.trace.broken(wrong[0], `${id} at ${provider.kind.name} ends as ${status}, ${wrong[1]} (${told(movement)})`)
}

const told = (movement: Movement | undefined): string =>
  movement === undefined ? "nothing moved" : `\`${movement.id}\` is ${movement.status}`

const wrongOf = (
  { incidents }: Rest,
  provider: Provider,
  movement: Movement | undefined,
  id: string,
  status: Refund["status"],
): readonly [promise: string, why: string] | undefined => {
  switch (status) {
    case "succeeded":
      return movement?.status === "succeeded" ? undefined : ["status agrees with truth", "and it has not"]
    case "failed":
    case "canceled":
    case "rejected":
      return movement !== undefined && isMoving(movement)
        ? ["status agrees with truth", "and its money moved"]
        : undefined
    case "review":
      return undefined
    case "unknown": {
      const isWithOperator = incidents.some((one) => one.refundId === id && one.status === "open")
      return isWithOperator ? undefined : ["nothing stalls", "and no operator is told"]
    }
    case "pending":
    case "requires_action": {
      const { hasWebhooks, lookUp } = provider.kind
      const canBeKnown = hasWebhooks || lookUp !== "none"
      return canBeKnown || movement?.isFinal === false ? ["nothing stalls", "which the provider ended"] : undefined
    }
    case "accepted":
    case "submitting":
      return ["nothing stalls", "and nobody takes it further"]
  }
}

/** What was paid back at the provider is in the books, or somebody was told of it. */
const judgeOutside = ({ incidents, trace }: Rest, { ofPayment }: Provider, { payment, refunds }: Ledger): void => {
  const outside = ofPayment(String(payment.references["charge"])).filter(
    ({ refundId, status }) => refundId === undefined && status === "succeeded",
  )
  for (const { id } of outside) {
    const isKnown = refunds.some(({ adopted, providerRefundId }) => adopted && providerRefundId === id)
    const isTold = incidents.some(({ detail }) => detail.includes(`\`${id}\``))
    if (!isKnown && !isTold) trace.broken("truth is recorded", `${id} was paid back outside, and nobody here knows`)
  }
}
