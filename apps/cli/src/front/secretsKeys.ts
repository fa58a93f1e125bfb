/** The keys a database is sealed with: those of the environment, else in test mode one beside its file, as a server has it. */
import { randomBytes } from "node:crypto"
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { sealKeys, secretBytes } from "@refund-rules/engine"
import { Effect } from "effect"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused } from "../manners/Wrong.ts"
import { isOnServer } from "./storage.ts"

const VARIABLE = "REFUND_RULES_SECRETS_KEY"

/** Those that are there, with public keys beside them; undefined where there is none to hold a seal against. */
export const knownKeys = Effect.fnUntraced(function* (url: string, believed: readonly string[] = []) {
  const given = yield* keysOf(url, readFileSync)
  return given.length + believed.length === 0 ? undefined : yield* sealKeys(given, believed)
})

/** Those that sign for a mode: in test mode one is made where there is a place for it, in live mode they are set. */
export const signingKeys = Effect.fnUntraced(function* (url: string, mode: "live" | "test") {
  const given = yield* keysOf(url, mode === "test" ? madeOrRead : undefined)
  return yield* sealKeys(given)
})

type Read = (file: string, encoding: "utf8") => string

const keysOf = Effect.fnUntraced(function* (url: string, read: Read | undefined) {
  const { environment } = yield* Surroundings
  const set = environment[VARIABLE] ?? ""
  const texts = set !== "" ? set.split(",") : read === undefined ? [] : keptBeside(url, read)
  const secrets = texts.map(secretBytes)
  if (secrets.every((one) => one !== undefined)) return secrets
  return yield* misused(
    `${set === "" ? "secrets.key beside the database" : VARIABLE} holds no keys`,
    "a key is 32 bytes, as 64 hexadecimal digits or in base64; several are separated by commas",
  )
})

const keptBeside = (url: string, read: Read): readonly string[] => {
  if (isOnServer(url)) return []
  const file = url.startsWith("file://") ? fileURLToPath(url) : url.replace(/^file:/, "")
  try {
    return [read(join(dirname(file), "secrets.key"), "utf8")]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
    return []
  }
}

/** Of several that come at once, one makes it. */
const madeOrRead = (file: string): string => {
  try {
    const descriptor = openSync(file, "wx", 0o600)
    writeSync(descriptor, randomBytes(32).toString("hex"))
    fsyncSync(descriptor)
    closeSync(descriptor)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  }
  return readFileSync(file, "utf8")
}
