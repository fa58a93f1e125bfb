/** Tells a collector over OTLP what happens here: spans, measures and the log's lines; nobody, unless a setting names one. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer, Option, Redacted } from "effect"
import { Otlp } from "effect/observability"
import type { Settings } from "../settings/table.ts"

/** Beside the log of the process, which stays as it is. */
export const told = ({ mode, otlpHeaders, otlpUrl }: Pick<Settings, "mode" | "otlpHeaders" | "otlpUrl">) =>
  Option.match(otlpUrl, {
    onNone: () => Layer.empty,
    onSome: (baseUrl) =>
      Otlp.layerJson({
        baseUrl: baseUrl.replace(/\/+$/u, ""),
        headers: Redacted.value(otlpHeaders),
        resource: { serviceName: "refund-rules", attributes: { "deployment.environment": mode } },
        loggerMergeWithExisting: true,
        shutdownTimeout: "2 seconds",
      }).pipe(Layer.provide(NodeHttpClient.layerUndici)),
  })
