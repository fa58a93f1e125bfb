/** What opens an incident, beside the events that gave rise to it. */
import type { incidentKinds } from "@refund-rules/core"

/**
 * Something a person should look at, opened in the same commit as the events that gave rise to it.
 *
 * @since 0.1.0
 */
export interface Alarm {
  readonly kind: (typeof incidentKinds)[number]
  readonly refundId?: string
  readonly detail: string
}
