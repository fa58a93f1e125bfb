/** The keys a database is sealed with: those of the environment, else in test mode one beside its file, as a server has it. */
import { sealKeys, secretBytes } from "@refund-rules/engine"
import { secretBeside } from "@refund-rules/store-sqlite"
import { sealOf } from "@refund-rules/sealed-secrets"
import { Effect, Redacted } from "effect"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused } from "../manners/Wrong.ts"
import { isOnServer } from "./storage.ts"

const VARIABLE = "REFUND_RULES_SECRETS_KEY"

/** Those that are there, with public keys beside them; undefined where there is none to hold a seal against. */
export const knownKeys = Effect.fnUntraced(function* (url: string, believed: readonly string[] = []) {
  const { secrets: given } = yield* keysOf(url, { make: false })
  return given.length + believed.length === 0 ? undefined : yield* sealKeys(given, believed)
})

/** Those that sign for a mode: in test mode one is made where there is a place for it, in live mode they are set. */
export const signingKeys = Effect.fnUntraced(function* (url: string, mode: "live" | "test") {
  const { secrets } = yield* keysOf(url, mode === "test" ? { make: true } : undefined)
  return yield* sealKeys(secrets)
})

/** What opens the secrets that merchants set at a server; undefined where there is no key. */
export const openingSeal = Effect.fnUntraced(function* (url: string, mode: "live" | "test") {
  const { texts } = yield* keysOf(url, mode === "test" ? { make: false } : undefined)
  return sealOf(texts.map((text) => Redacted.make(text)))
})

/** Where none are set, one beside the file is looked for, or made, unless it may not be used at all. */
const keysOf = Effect.fnUntraced(function* (url: string, beside: { readonly make: boolean } | undefined) {
  const { environment } = yield* Surroundings
  const set = environment[VARIABLE] ?? ""
  const texts = set === "" ? keptBeside(url, beside) : set.split(",")
  const secrets = texts.map(secretBytes)
  if (secrets.every((one) => one !== undefined)) return { texts, secrets }
  return yield* misused(
    `${set === "" ? "secrets.key beside the database" : VARIABLE} holds no keys`,
    "a key is 32 bytes, as 64 hexadecimal digits or in base64; several are separated by commas",
  )
})

const keptBeside = (url: string, beside: { readonly make: boolean } | undefined): readonly string[] => {
  const kept = beside === undefined || isOnServer(url) ? undefined : secretBeside(url, beside)
  return kept === undefined ? [] : [kept]
}
