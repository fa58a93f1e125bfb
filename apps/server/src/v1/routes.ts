/** Every route below `/v1`, in one table: the inventory that the OpenAPI document is held against. */
import { Effect } from "effect"
import { access } from "./access.ts"
import { audit } from "./audit.ts"
import { backtests } from "./backtests.ts"
import { customers } from "./customers.ts"
import { decisions } from "./decisions.ts"
import { events } from "./events.ts"
import { gateways } from "./gateways.ts"
import { incidents } from "./incidents.ts"
import { payments } from "./payments.ts"
import { policies } from "./policies.ts"
import { refunds } from "./refunds.ts"
import { reports } from "./reports.ts"
import { sessions } from "./sessions.ts"
import { webhooks } from "./webhooks.ts"

/** The routes, over the services they ask. */
export const routes = Effect.map(
  Effect.all([
    payments,
    decisions,
    refunds,
    sessions,
    policies,
    backtests,
    access,
    gateways,
    incidents,
    customers,
    events,
    reports,
    webhooks,
    audit,
  ]),
  (groups) => groups.flat(),
)
