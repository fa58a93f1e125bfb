/**
 * The port to whoever merchants want told of what happens: their addresses, and every message on its way to one of them.
 *
 * @since 0.1.0
 */
import { Context, type Effect } from "effect"
import type { FeedPlace } from "./Feed.ts"
import type { StoreUnavailable } from "./LedgerStore.ts"
import type { Scope } from "./Scope.ts"

/**
 * An address a merchant wants told. Its secrets are a text nobody here can read.
 *
 * @since 0.1.0
 */
export interface WebhookKept {
  readonly scope: Scope
  readonly id: string
  readonly url: string
  /** The types of events it wants; all of them where left out. */
  readonly events?: readonly string[]
  readonly sealed: string
  readonly status: "enabled" | "disabled"
  /** Why it was disabled. */
  readonly reason?: string
  readonly createdAt: string
  /** It is told what happened after this. */
  readonly from: FeedPlace
}

/**
 * A message for one webhook. `lane` names what it is about: messages of a lane are tried one after the other.
 *
 * @since 0.1.0
 */
export interface Message {
  readonly scope: Scope
  readonly webhookId: string
  /** The same however often it is sent. */
  readonly id: string
  readonly lane: string
  readonly sequence: number
  readonly type: string
  /** The very bytes that are signed. */
  readonly body: string
  readonly at: string
}

/**
 * A message with what became of it. `dead` is one that nobody tries any more unless it is replayed.
 *
 * @since 0.1.0
 */
export interface Delivery extends Message {
  /** Rises from message to message, over all merchants: it is told to none of them. */
  readonly place: number
  readonly status: "waiting" | "delivered" | "dead"
  readonly tries: number
  readonly triedAt?: string
  /** Why it was not taken when it was last tried. */
  readonly reason?: string
}

/**
 * A message somebody is about to send, and nobody else for as long as the lease lasts.
 *
 * @since 0.1.0
 */
export interface MessageLeased extends Message {
  readonly place: number
  readonly tries: number
  readonly webhook: Pick<WebhookKept, "sealed" | "url">
}

/**
 * How a try ended: `again` is tried once more after so many seconds, `gone` ends the whole webhook.
 *
 * @since 0.1.0
 */
export type MessageEnding =
  | { readonly _tag: "delivered" }
  | { readonly _tag: "again"; readonly seconds: number; readonly reason: string }
  | { readonly _tag: "dead"; readonly reason: string }
  | { readonly _tag: "gone"; readonly reason: string }

/**
 * Keeps webhooks and their messages.
 *
 * Law of the message: what was queued is leased until somebody says that it was delivered, or dead; a crash in between
 * leases it again, and one that was delivered is not leased unless it is replayed.
 * Law of the lane: of a webhook's lane at most one message is leased at a time, the oldest that is neither delivered nor dead.
 * Law of the place: each part of the feed is queued once, for every webhook that was there before it, by whomever.
 *
 * @since 0.1.0
 */
export class WebhookBook extends Context.Service<
  WebhookBook,
  {
    /** False where the merchant has as many as it may; it is told what happens from now on. */
    readonly add: (
      webhook: Omit<WebhookKept, "from" | "reason" | "status">,
      atMost: number,
    ) => Effect.Effect<boolean, StoreUnavailable>
    /** Those of a scope, or of all, the oldest first. */
    readonly webhooks: (scope?: Scope) => Effect.Effect<readonly WebhookKept[], StoreUnavailable>
    /** Seals other secrets, as one step; false where there is no such webhook. The change may be asked for again. */
    readonly reseal: (
      scope: Scope,
      id: string,
      change: (sealed: string) => string,
    ) => Effect.Effect<boolean, StoreUnavailable>
    /** With every message of it; false where there is none. */
    readonly remove: (scope: Scope, id: string) => Effect.Effect<boolean, StoreUnavailable>
    /** Up to where the feed was queued. */
    readonly told: Effect.Effect<FeedPlace, StoreUnavailable>
    /** Queues what came after one place up to another; false where somebody else did. The messages may be asked for again. */
    readonly queue: (
      from: FeedPlace,
      to: FeedPlace,
      messages: (webhooks: readonly WebhookKept[]) => readonly Message[],
    ) => Effect.Effect<boolean, StoreUnavailable>
    /** Messages that are due, of each webhook no more than it has room for. */
    readonly lease: (
      mode: Scope["mode"],
      worker: string,
      seconds: number,
      roomOf: (scope: Scope, webhookId: string) => number,
    ) => Effect.Effect<readonly MessageLeased[], StoreUnavailable>
    /** Says how a try ended; whoever's lease is over by then says nothing. */
    readonly settle: (
      leased: Pick<MessageLeased, "place" | "scope" | "webhookId">,
      worker: string,
      ending: MessageEnding,
      at: string,
    ) => Effect.Effect<void, StoreUnavailable>
    /** A webhook's messages, the newest first; those before one of them, undefined where that is none. */
    readonly deliveries: (
      scope: Scope,
      webhookId: string,
      of: { readonly status?: Delivery["status"]; readonly before?: string },
      limit: number,
    ) => Effect.Effect<readonly Delivery[] | undefined, StoreUnavailable>
    /**
     * Sends again what is dead, or one message, or everything from an instant on, as if it had never been tried; enables the
     * webhook. Tells how many; undefined where there is no such webhook.
     */
    readonly replay: (
      scope: Scope,
      webhookId: string,
      of: { readonly message?: string; readonly since?: string },
    ) => Effect.Effect<number | undefined, StoreUnavailable>
    /** Forgets what was delivered or dead before an instant, and sees to it that no lane stands still. */
    readonly tidy: (before: string) => Effect.Effect<void, StoreUnavailable>
  }
>()("@refund-rules/engine/WebhookBook") {}
