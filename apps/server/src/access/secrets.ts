/** Makes and hashes the secrets of API keys; only a hash is ever kept. */
import { hash, randomBytes } from "node:crypto"

/** A new secret of 256 random bits; its beginning tells its mode to people and to scanners of leaked secrets. */
export const newSecret = (mode: "test" | "live"): string => `rr_${mode}_${randomBytes(32).toString("base64url")}`

/** What is kept of a secret, and what it is found by. */
export const hashOf = (secret: string): string => hash("sha256", secret, "hex")
