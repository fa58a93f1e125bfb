/** Remembers which methods each path knows, so that a wrong method is told apart from an unknown path. */
import { Effect, Layer } from "effect"
import { FindMyWay, HttpRouter } from "effect/http"

// One address for one resource: `/v1/Payments/` is not `/v1/payments`.
const strict = { caseSensitive: true, ignoreDuplicateSlashes: false, ignoreTrailingSlash: false }
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"] as const

/** The methods a URL's path would have been found with; none where the path is unknown. */
export type AllowedMethods = (url: string) => readonly string[]

/** A router that behaves as Effect's own, and the methods of the paths registered with it. */
export const recordingRouter = Effect.gen(function* () {
  const paths = FindMyWay.make<true>(strict)
  const router = recording(yield* strictRouter, (method, path) => {
    const wanted = method === "*" ? methods : [method]
    for (const one of wanted) if (!paths.has(one, path)) paths.on(one, path, true)
  })
  const allowed: AllowedMethods = (url) => {
    const found: readonly string[] = methods.filter((method) => paths.find(method, url) !== undefined)
    return found.includes("GET") ? ["HEAD", ...found] : found
  }
  return { layer: Layer.succeed(HttpRouter.HttpRouter, router), router, allowed }
})

const strictRouter = Effect.provideService(HttpRouter.make, HttpRouter.RouterConfig, strict)

type Note = (method: string, path: HttpRouter.PathInput) => void

const recording = (router: HttpRouter.HttpRouter, note: Note): HttpRouter.HttpRouter => ({
  ...router,
  add: (method, path, handler, options) => {
    note(method, path)
    return router.add(method, path, handler, options)
  },
  addAll: (routes) => {
    for (const route of routes) note(route.method, route.path)
    return router.addAll(routes)
  },
  prefixed: (prefix) =>
    recording(router.prefixed(prefix), (method, path) =>
      note(method, HttpRouter.prefixPath(path, prefix) as HttpRouter.PathInput),
    ),
})
