/**
 * The native interface as one value, from which server, client and documents are made: no handler, no transport.
 *
 * @since 0.1.0
 */
import { HttpApi, OpenApi } from "effect/http-api"
import { health } from "./health.ts"
import { plainly } from "./document.ts"
import { access } from "./v1/access.ts"
import { audit } from "./v1/audit.ts"
import { backtests } from "./v1/backtests.ts"
import { customers } from "./v1/customers.ts"
import { decisions } from "./v1/decisions.ts"
import { events } from "./v1/events.ts"
import { gateways } from "./v1/gateways.ts"
import { incidents } from "./v1/incidents.ts"
import { payments } from "./v1/payments.ts"
import { policies } from "./v1/policies.ts"
import { refunds } from "./v1/refunds.ts"
import { reports } from "./v1/reports.ts"
import { sessions } from "./v1/sessions.ts"
import { webhooks } from "./v1/webhooks.ts"

/**
 * Every native endpoint with its schemas.
 *
 * @example
 * ```ts
 * import { Api } from "@refund-rules/http-api"
 * import { OpenApi } from "effect/http-api"
 *
 * Object.keys(OpenApi.fromApi(Api).paths).includes("/v1/refunds/{id}/approve") // => true
 * ```
 *
 * @since 0.1.0
 */
export const Api = HttpApi.make("refund-rules")
  .add(
    health,
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
  )
  .annotateMerge(
    OpenApi.annotations({
      title: "refund-rules",
      version: "0.0.0",
      description: "Decides refunds by your rules, and keeps a ledger that cannot lie.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      transform: plainly,
    }),
  )
