/** A store with its connection in sight: for tests that make the database fail, or look at what it is asked. */
import {
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
} from "@refund-rules/engine"
import { migrateOnce, sqlite, storeContext, StoreHealth } from "@refund-rules/store-kysely"
import { Context } from "effect"
import { connect, migrate } from "../src/open.ts"
import { sqliteRunner } from "../src/sqliteRunner.ts"
import { steadyClock } from "../src/steadyClock.ts"
import type { WriterOptions } from "../src/Writer.ts"
import { AT } from "./given.ts"

export const openInside = (
  file: string,
  options: Partial<WriterOptions> & {
    readonly clock?: () => number
    readonly floor?: number
    readonly schema?: number
  } = {},
) => {
  const { clock = () => Date.parse(AT), floor = 0, schema, ...rest } = options
  const connection = connect(file)
  // As a program left it that knew no later version.
  for (let version = 0; version < (schema ?? 0); version++) connection.drive(() => migrateOnce(sqlite, AT))
  if (schema === undefined) migrate(connection, AT)
  const runner = sqliteRunner(connection, steadyClock(floor, clock), {
    grouped: true,
    crashPoint: () => undefined,
    ...rest,
  })
  const context = storeContext(runner)
  return {
    connection,
    store: Context.get(context, LedgerStore),
    records: Context.get(context, Records),
    shadows: Context.get(context, ShadowBook),
    feed: Context.get(context, Feed),
    seals: Context.get(context, SealBook),
    reports: Context.get(context, Reports),
    gateways: Context.get(context, GatewayBook),
    notices: Context.get(context, NoticeBook),
    policies: Context.get(context, PolicyBook),
    keys: Context.get(context, Keyring),
    health: Context.get(context, StoreHealth).check,
    close: runner.close,
  }
}
