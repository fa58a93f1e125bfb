/** Puts the desk together for this server: its store, its clock, its gateways and its rules, all in one process. */
import {
  Awaiting,
  CrashPoint,
  Dispatcher,
  Inbox,
  RefundDesk,
  rememberPolicies,
  Signals,
  SteadyClock,
} from "@refund-rules/engine"
import { cel } from "@refund-rules/policy-cel"
import { Effect, Layer } from "effect"
import { Access } from "../access/Access.ts"
import { backtesting } from "../backtests/backtesting.ts"
import { News } from "../feed/News.ts"
import { MerchantGateways } from "../gateways/MerchantGateways.ts"
import { outgoing } from "../outgoing/outgoing.ts"
import { Webhooks } from "../outgoing/Webhooks.ts"
import { Readiness } from "../lifecycle/Readiness.ts"
import { watchedQueues } from "../observe/watchedQueues.ts"
import { observedGateways } from "../observe/observedGateways.ts"
import { observedNotices } from "../observe/observedNotices.ts"
import { observedStore } from "../observe/observedStore.ts"
import { seals } from "../seals/seals.ts"
import type { Settings } from "../settings/table.ts"
import { crashingAt } from "./crashing.ts"
import { client, gateways } from "./gateways.ts"
import { policyFile } from "./policyFile.ts"
import { storage, storeReadiness } from "./storage.ts"

/** How often the feed is looked at while somebody listens to it. */
const NEWS_MILLISECONDS = 250

/** What the routes ask, over the store that the settings name. */
export const services = (settings: Settings) =>
  Layer.unwrap(
    Effect.map(Readiness, (readiness) => {
      // The commits of the start itself are no points of a test.
      const crashPoint = crashingAt(settings.crashAt, () => Effect.runSync(readiness.phase) === "serving")
      const answering = Layer.mergeAll(
        RefundDesk.layer({ evaluators: { cel }, stopwatch: () => performance.now() }),
        Access.layer(settings),
        policyFile(settings),
        backtesting(settings),
        News.layer(Math.min(settings.pollMilliseconds, NEWS_MILLISECONDS)),
        storeReadiness,
        watchedQueues(settings),
        Awaiting.layerUntil(Effect.map(readiness.phase, (phase) => phase === "stopping")),
        Layer.provideMerge(outgoing(settings), Webhooks.layer(settings)),
        Dispatcher.running(dispatching(settings)),
        Layer.provideMerge(Inbox.running({ pollSeconds: settings.pollMilliseconds / 1000 }), Inbox.layer),
      )
      return answering.pipe(
        Layer.provideMerge([SteadyClock.layer, Signals.layer, observedGateways, rememberPolicies(1)]),
        Layer.provideMerge([gateways(settings), observedStore, observedNotices]),
        Layer.provideMerge(Layer.provide(MerchantGateways.layer(settings), client)),
        // Nothing is read or sent before the newest part of the history is proven.
        Layer.provideMerge(seals(settings)),
        Layer.provideMerge(storage(settings, crashPoint)),
        Layer.provide(Layer.succeed(CrashPoint, crashPoint)),
      )
    }),
  )

const dispatching = (settings: Settings) => ({
  leaseSeconds: settings.leaseMilliseconds / 1000,
  pollSeconds: settings.pollMilliseconds / 1000,
  gatewaySeconds: settings.gatewayTimeoutMilliseconds / 1000,
  circuitSeconds: settings.circuitMilliseconds / 1000,
  retrySeconds: settings.gatewayRetryMilliseconds.map((milliseconds) => milliseconds / 1000),
})
