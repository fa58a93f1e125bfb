/** Every route of the native listener: the interface, its OpenAPI document and its pages for people. */
import { Api } from "@refund-rules/http-api"
import { Layer } from "effect"
import { HttpApiBuilder, HttpApiScalar } from "effect/http-api"
import { health } from "./health.ts"

/** Where the pages for people are. */
export const docsPath = "/docs"

/** The routes; they register with whatever router they are given. */
export const Routes = Layer.mergeAll(
  HttpApiBuilder.layer(Api, { openapiPath: "/openapi.json" }).pipe(Layer.provide(health)),
  // The script is part of the page and so are no fonts: the page works without the internet.
  HttpApiScalar.layer(Api, { path: docsPath, scalar: { withDefaultFonts: false } }),
)
