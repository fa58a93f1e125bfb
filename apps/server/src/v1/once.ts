/** What stands for a request that is done once: its key, the fingerprint of what it asks, and the id it is known by. */
import { hash } from "node:crypto"
import type { Caller, OnceKey } from "@refund-rules/engine"
import { canonicalJson } from "../json/canonicalJson.ts"
import type { Route } from "./Route.ts"

const door = "native"

/** The key as the desk keeps it: other content under the same key has another fingerprint, other spelling has not. */
export const onceOf = (key: string, { method, path }: Route, id: string, body: unknown): OnceKey => ({
  door,
  key,
  fingerprint: hash("sha256", `v1\n${method}\n${path}\n${JSON.stringify(id)}\n${canonicalJson(body)}`, "hex"),
})

/** The same for every request under a key: what was answered once can be answered again to the byte, its id included. */
export const requestIdOf = ({ scope }: Caller, key: string): string => {
  const digest = hash("sha256", `${scope.merchant}\n${scope.mode}\n${door}\n${key}`, "hex")
  // Version 8 of a UUID: its content is the maker's own.
  const parts = [digest.slice(0, 8), digest.slice(8, 12), `8${digest.slice(13, 16)}`, `8${digest.slice(17, 20)}`]
  return `${parts.join("-")}-${digest.slice(20, 32)}`
}
