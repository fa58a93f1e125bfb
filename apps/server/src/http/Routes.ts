/** Every route of the native listener: the interface, its OpenAPI document and its pages for people. */
import { Api } from "@refund-rules/http-api"
import { Layer } from "effect"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"
import { health } from "./health.ts"

/** Where the pages for people are. */
export const docsPath = "/docs"

// The page comes with its script. No font is fetched, nothing is counted, and no button leads to the vendor's services.
const selfContained = {
  withDefaultFonts: false,
  telemetry: false,
  showDeveloperTools: "never",
  hideClientButton: true,
}

/** The routes; they register with whatever router they are given. */
export const Routes = Layer.mergeAll(
  HttpApiBuilder.layer(Api, { openapiPath: "/openapi.json" }).pipe(Layer.provide(health)),
  HttpApiScalar.layer(Api, { path: docsPath, scalar: selfContained }),
)
