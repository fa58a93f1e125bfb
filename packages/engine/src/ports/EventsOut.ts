/**
 * The port to whoever listens: every event that became durable is told, at least once, in the order of its refund.
 *
 * @since 0.1.0
 */
import type { Event } from "@refund-rules/core"
import { Context, type Effect } from "effect"
import type { Scope } from "./Scope.ts"

/**
 * An event on its way out; `sequence` counts within its payment, `id` is the same however often it is told.
 *
 * @since 0.1.0
 */
export interface OutgoingEvent {
  readonly id: string
  readonly sequence: number
  readonly scope: Scope
  readonly paymentId: string
  readonly event: Event
}

/**
 * Tells events.
 *
 * Law of arrival: an event whose transaction committed is told at least once, whatever crashes; one that did not, never.
 * Law of order: the events of one payment are told in their sequence; telling one again never changes its id or content.
 *
 * @since 0.1.0
 */
export class EventsOut extends Context.Service<
  EventsOut,
  {
    /** Succeeds once the listener has taken the event; any failure means it is told again. */
    readonly tell: (event: OutgoingEvent) => Effect.Effect<void, EventNotTaken>
  }
>()("@refund-rules/engine/EventsOut") {}

/**
 * The listener did not take an event.
 *
 * @since 0.1.0
 */
export interface EventNotTaken {
  readonly _tag: "EventNotTaken"
  readonly retry: "later" | "never"
  readonly cause: string
}
