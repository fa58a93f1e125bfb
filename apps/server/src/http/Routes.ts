/** What the native listener serves beside `/v1`: probes, measures for Prometheus, the OpenAPI document of everything, and its pages for people. */
import { Api } from "@refund-rules/http-api"
import { Layer } from "effect"
import { HttpRouter, HttpServerResponse } from "effect/http"
import { HttpApiBuilder, HttpApiScalar, OpenApi } from "effect/http-api"
import { PrometheusMetrics } from "effect/observability"
import { health, Probes } from "./health.ts"

/** Where the pages for people are. */
export const docsPath = "/docs"

// The page comes with its script. No font is fetched, nothing is counted, and no button leads to the vendor's services.
const selfContained = {
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: "never",
  hideClientButton: true,
  authentication: { preferredSecurityScheme: "key" },
  // The button that copies a heading's address hangs out of a page as narrow as a phone, which could then be pushed aside.
  customCss: ".references-rendered { overflow-x: clip }",
}

/** The routes; they register with whatever router they are given. */
export const Routes = Layer.mergeAll(
  HttpApiBuilder.layer(Probes).pipe(Layer.provide(health)),
  HttpRouter.add("GET", "/openapi.json", HttpServerResponse.jsonUnsafe(OpenApi.fromApi(Api))),
  PrometheusMetrics.layerHttp(),
  HttpApiScalar.layer(Api, { path: docsPath, scalar: selfContained }),
)
