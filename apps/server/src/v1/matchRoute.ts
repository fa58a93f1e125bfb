/** Finds the route of a method and a path: exact segments, one name at most, no path repaired. */
import type { Route } from "./Route.ts"

/** A route and the name in its path; or which methods the path has; or nothing, where it is none. */
export type Match =
  | { readonly _tag: "Found"; readonly route: Route; readonly id: string }
  | { readonly _tag: "WrongMethod"; readonly allow: string }
  | undefined

/** A finder over a table of routes. */
export const matcherOf = (routes: readonly Route[]): ((method: string, path: string) => Match) => {
  const paths = new Map<string, Map<string, Route>>()
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Route>()
    if (methods.has(route.method)) throw new Error(`two routes answer ${route.method} ${route.path}`)
    paths.set(route.path, methods.set(route.method, route))
  }
  return (method, path) => {
    const [, version = "", noun = "", second, verb, ...rest] = path.split("/")
    if (rest.length > 0) return undefined
    // A path that is written out in the table has no name in it.
    const isWhole = paths.has(path) && !path.includes("{id}")
    const name = isWhole ? undefined : second
    const named = `/${version}/${noun}${name === undefined ? "" : "/{id}"}${verb === undefined ? "" : `/${verb}`}`
    const pattern = isWhole ? path : named
    const methods = paths.get(pattern)
    const id = name === undefined ? "" : decoded(name)
    if (methods === undefined || id === undefined || (name !== undefined && id === "")) return undefined
    const route = methods.get(method === "HEAD" ? "GET" : method)
    return route === undefined
      ? { _tag: "WrongMethod", allow: allowOf([...methods.keys()]) }
      : { _tag: "Found", route, id }
  }
}

const allowOf = (methods: readonly string[]): string =>
  (methods.includes("GET") ? ["HEAD", ...methods] : methods).join(", ")

const decoded = (part: string): string | undefined => {
  try {
    const name = decodeURIComponent(part)
    return name.includes("\0") || name.length > 255 ? undefined : name
  } catch {
    return undefined
  }
}
