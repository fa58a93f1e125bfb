/** Every endpoint's method, path and input. The compiler holds this table against the definition: no row may lack or differ. */
import type { EndpointAt, EndpointName, GroupName, RowOf } from "./definition.ts"

type Routes = {
  readonly [Group in GroupName]: { readonly [Name in EndpointName<Group>]: RowOf<EndpointAt<Group, Name>> }
}

export const routes: Routes = {
  health: {
    livez: ["GET", "/livez", "nothing"],
    readyz: ["GET", "/readyz", "nothing"],
  },
  payments: {
    register: ["POST", "/v1/payments", "body"],
    list: ["GET", "/v1/payments", "query"],
    read: ["GET", "/v1/payments/:id", "nothing"],
    events: ["GET", "/v1/payments/:id/events", "query"],
    dispute: ["POST", "/v1/payments/:id/disputes", "body"],
  },
  decisions: {
    quote: ["POST", "/v1/quotes", "body"],
    decide: ["POST", "/v1/decisions", "body"],
  },
  refunds: {
    request: ["POST", "/v1/refunds", "body"],
    list: ["GET", "/v1/refunds", "query"],
    read: ["GET", "/v1/refunds/:id", "nothing"],
    change: ["PATCH", "/v1/refunds/:id", "body"],
    approve: ["POST", "/v1/refunds/:id/approve", "nothing"],
    reject: ["POST", "/v1/refunds/:id/reject", "nothing"],
    cancel: ["POST", "/v1/refunds/:id/cancel", "nothing"],
    resolve: ["POST", "/v1/refunds/:id/resolve", "body"],
  },
  sessions: {
    open: ["POST", "/v1/sessions", "body"],
    list: ["GET", "/v1/sessions", "query"],
    read: ["GET", "/v1/sessions/:id", "nothing"],
    execute: ["POST", "/v1/sessions/:id/execute", "nothing"],
    cancel: ["POST", "/v1/sessions/:id/cancel", "nothing"],
  },
  policies: {
    publish: ["PUT", "/v1/policies/:id", "body"],
    read: ["GET", "/v1/policies/:id", "nothing"],
    versions: ["GET", "/v1/policies/:id/versions", "query"],
    setStatus: ["POST", "/v1/policies/:id/status", "body"],
    differences: ["GET", "/v1/policies/:id/differences", "query"],
    diff: ["POST", "/v1/policies/:id/diff", "body"],
    lint: ["POST", "/v1/policies/:id/lint", "body"],
    check: ["POST", "/v1/policies/:id/check", "body"],
  },
  backtests: {
    start: ["POST", "/v1/backtests", "body"],
    read: ["GET", "/v1/backtests/:id", "nothing"],
  },
  events: {
    list: ["GET", "/v1/events", "query"],
  },
  access: {
    make: ["POST", "/v1/keys", "body"],
    list: ["GET", "/v1/keys", "query"],
    revoke: ["DELETE", "/v1/keys/:id", "nothing"],
    merchant: ["POST", "/v1/merchants", "body"],
  },
  gateways: {
    put: ["PUT", "/v1/gateways/:id", "body"],
    list: ["GET", "/v1/gateways", "nothing"],
    remove: ["DELETE", "/v1/gateways/:id", "nothing"],
  },
  incidents: {
    list: ["GET", "/v1/incidents", "query"],
    resolve: ["POST", "/v1/incidents/:id/resolve", "body"],
  },
  customers: {
    erase: ["DELETE", "/v1/customers/:id/personal-data", "nothing"],
  },
  webhooks: {
    make: ["POST", "/v1/webhooks", "body"],
    list: ["GET", "/v1/webhooks", "nothing"],
    remove: ["DELETE", "/v1/webhooks/:id", "nothing"],
    rotate: ["POST", "/v1/webhooks/:id/rotate", "nothing"],
    deliveries: ["GET", "/v1/webhooks/:id/deliveries", "query"],
    replay: ["POST", "/v1/webhooks/:id/replay", "body"],
  },
  audit: {
    head: ["GET", "/v1/audit/head", "nothing"],
  },
  reports: {
    refunds: ["GET", "/v1/reports/refunds", "query"],
  },
}

/** Those whose answer holds a secret that is shown nowhere else: a second try would make a second one. */
export const neverRepeated: readonly unknown[] = [routes.access.make, routes.webhooks.make, routes.webhooks.rotate]
