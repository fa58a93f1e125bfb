/** How a repeated request is marked, and named after the one it repeats. */
import type { Visit } from "./Visit.ts"

/** A request's id: chosen at random, or of the first request under a key, the same for ever. */
export const randomRequestId = (): string => `req_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`

const firstRequestId = ({ caller: { scope }, key = "" }: Visit): string => {
  // No secret: two different hashes of 26 bits name a request well enough for people who compare logs.
  const text = `${scope.merchant}\n${scope.mode}\n${key}`
  let [one, two] = [2166136261, 5381]
  for (let at = 0; at < text.length; at++) {
    one = Math.imul(one ^ text.charCodeAt(at), 16777619)
    two = Math.imul(two, 33) ^ text.charCodeAt(at)
  }
  return `req_${(one >>> 0).toString(16).padStart(8, "0")}${(two >>> 0).toString(16).padStart(8, "0")}`
}

/** The id under which this request is answered. */
export const requestIdOf = (visit: Visit): string =>
  visit.key === undefined ? randomRequestId() : firstRequestId(visit)

export const replayHeaders = (visit: Visit): Readonly<Record<string, string>> => ({
  "idempotent-replayed": "true",
  "original-request": firstRequestId(visit),
  "request-id": randomRequestId(),
})
