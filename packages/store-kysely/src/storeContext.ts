/** The ports of a desk, all over one runner. */
import {
  Backlog,
  BacktestBook,
  Casebook,
  Feed,
  GatewayBook,
  Keyring,
  LedgerStore,
  NoticeBook,
  PolicyBook,
  Records,
  Reports,
  SealBook,
  ShadowBook,
  WebhookBook,
} from "@refund-rules/engine"
import { Context, Effect } from "effect"
import { backlog } from "./backlog.ts"
import { backtestBook } from "./backtestBook.ts"
import { feed } from "./reading/feed.ts"
import { gatewayBook } from "./gatewayBook.ts"
import { keyring } from "./keyring.ts"
import { ledgerStore } from "./ledgerStore.ts"
import { noticeBook } from "./noticeBook.ts"
import { policyBook } from "./policyBook.ts"
import { type Shelf, shelfOf } from "./programs/Shelf.ts"
import { casebook } from "./reading/casebook.ts"
import { records } from "./reading/records.ts"
import { reports } from "./reports.ts"
import type { Runner } from "./Runner.ts"
import { sealBook } from "./sealBook.ts"
import { shadowBook } from "./shadowBook.ts"
import { type Health, StoreHealth } from "./StoreHealth.ts"
import { webhookBook } from "./webhookBook.ts"

/**
 * The ports, for a driver to hand out as a layer.
 *
 * @example
 * ```ts sketch
 * import { type Runner, storeContext } from "@refund-rules/store-kysely"
 * import { Effect, Layer } from "effect"
 *
 * export const layer = (runner: Runner) => Layer.effectContext(Effect.sync(() => storeContext(runner)))
 * ```
 *
 * @since 0.1.0
 */
export const storeContext = (
  runner: Runner,
): Context.Context<
  | Backlog
  | BacktestBook
  | Casebook
  | Feed
  | GatewayBook
  | Keyring
  | LedgerStore
  | NoticeBook
  | PolicyBook
  | Records
  | Reports
  | SealBook
  | ShadowBook
  | StoreHealth
  | WebhookBook
> => {
  const shelf = shelfOf(runner)
  return Context.make(LedgerStore, ledgerStore(runner, shelf)).pipe(
    Context.add(Records, records(runner, shelf)),
    Context.add(Reports, reports(runner, shelf)),
    Context.add(SealBook, sealBook(runner, shelf)),
    Context.add(PolicyBook, policyBook(runner, shelf)),
    Context.add(ShadowBook, shadowBook(runner, shelf)),
    Context.add(GatewayBook, gatewayBook(runner, shelf)),
    Context.add(NoticeBook, noticeBook(runner, shelf)),
    Context.add(Keyring, keyring(runner, shelf)),
    Context.add(Casebook, casebook(runner, shelf)),
    Context.add(BacktestBook, backtestBook(runner, shelf)),
    Context.add(Feed, feed(runner, shelf)),
    Context.add(WebhookBook, webhookBook(runner, shelf)),
    Context.add(Backlog, backlog(runner, shelf)),
    Context.add(StoreHealth, { check: healthOf(runner, shelf) }),
  )
}

/** What is written to find out whether writing works. */
const filling = "-".repeat(131_072)

/** A store whose last commit failed is well again once another succeeds, of which nothing is ever read. */
const healthOf = ({ state, write }: Runner, { statements }: Shelf): Effect.Effect<Health> =>
  Effect.suspend(() =>
    state()._tag === "Unavailable"
      ? Effect.map(Effect.exit(write(() => statements.event.probe({ filling }))), state)
      : Effect.succeed(state()),
  )
