/** What the server counts and times, by name. No label names a merchant, a payment or a key: a scraper is no merchant. */
import { Metric } from "effect"

/** A family of series, one for each choice of labels, made when it is first met. */
const family = <Label extends string>(
  make: (labels: Readonly<Record<Label, string>>) => Metric.Metric<number, unknown>,
) => {
  const series = new Map<string, Metric.Metric<number, unknown>>()
  return (labels: Readonly<Record<Label, string>>): Metric.Metric<number, unknown> => {
    const key = Object.values(labels).join("\0")
    const known = series.get(key)
    if (known !== undefined) return known
    const made = make(labels)
    series.set(key, made)
    return made
  }
}

const counter = <Label extends string>(name: string, description: string) =>
  family<Label>((attributes) =>
    Metric.counter(`refund_rules_${name}_total`, { description, attributes, incremental: true }),
  )

const seconds = <Label extends string>(name: string, boundaries: readonly number[], description: string) =>
  family<Label>((attributes) =>
    Metric.histogram(`refund_rules_${name}_seconds`, { description, attributes, boundaries }),
  )

const gauge = <Label extends string>(name: string, description: string) =>
  family<Label>((attributes) => Metric.gauge(`refund_rules_${name}`, { description, attributes }))

const quick = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
const slow = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Requests of the native interface; `route` is the path's pattern, never the path. */
export const requests = seconds<"method" | "route" | "status">("request", quick, "From a request's head to its answer.")

/** Changes of payments: judged, written and durable. */
export const changes = seconds<"outcome">("change", quick, "From a change that is asked for to its durable commit.")

/** What one decision takes: folding is over, nothing is written yet. */
export const deciding = seconds<"verdict">(
  "decision",
  [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5],
  "What deciding on a refund or session took.",
)

/** Decisions on refunds and sessions, by verdict and the foremost code of what did not hold. */
export const decisions = counter<"verdict" | "code">("decisions", "Decisions on refunds and sessions.")

/** What versions in shadow said: the same as was decided, otherwise, or nothing because they failed. */
export const shadows = counter<"outcome">("shadow_decisions", "Decisions of policy versions in shadow.")

/** What they cost: time between a request and its answer. */
export const shadowTime = Metric.histogram("refund_rules_shadow_seconds", {
  description: "What deciding by a version in shadow took.",
  boundaries: [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01],
})

/** Incidents, by kind. */
export const incidents = counter<"kind">("incidents_opened", "Incidents that were opened.")

/** What providers told and nobody knows yet, each time it is tried again after it has waited for a quarter of an hour. */
export const overdueNotices = Metric.counter("refund_rules_notices_overdue_total", {
  description: "Tries to join what a provider told at least 15 minutes ago to a payment or a refund.",
  incremental: true,
})

/** Calls to providers. */
export const gatewayCalls = seconds<"provider" | "call" | "outcome">(
  "gateway_call",
  slow,
  "From a call to a provider to what became of it.",
)

/** Tries to tell a merchant's webhook, by how they ended: `dead` was the last one, `gone` ended the webhook. */
export const webhookTries = counter<"outcome">("webhook_tries", "Tries to send a webhook, by how they ended.")

/** What waits in the store, over all merchants: errands that are due, messages to webhooks, notices of providers, open incidents. */
export const depths = gauge<"queue">("queue_depth", "What waits, at most 10001 of each.")

/** How long the oldest of them has waited. */
export const ages = gauge<"queue">("queue_age_seconds", "How long the oldest of what waits has waited.")

/** What the dispatcher took up: a rise without a rise of calls is work that goes in circles. */
export const leases = Metric.counter("refund_rules_errands_leased_total", {
  description: "Errands that were leased to be sent or looked after.",
  incremental: true,
})

/** Rounds of sealing, by what came of them: `strange` found a newest seal that no key of ours made, and `failed` could not look. */
export const sealRounds = counter<"outcome">("seal_rounds", "Rounds of sealing, by what came of them.")

/** How long what happened has waited to be sealed: whoever cuts it off meanwhile leaves no trace. */
export const unsealedAge = Metric.gauge("refund_rules_unsealed_age_seconds", {
  description: "How long the oldest of what is not sealed has waited; 0 where all is sealed.",
})
