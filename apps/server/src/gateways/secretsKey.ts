/** Which keys seal secrets: those of the settings, else in test mode one of its own, kept beside the database. */
import { secretBeside } from "@refund-rules/store-sqlite"
import { Option, Redacted } from "effect"
import type { Settings } from "../settings/table.ts"

/** The keys, the newest first; none where nobody gave one and there is no place for one. */
export const secretsKeys = ({
  databaseUrl,
  mode,
  secretsKey,
}: Pick<Settings, "databaseUrl" | "mode" | "secretsKey">): readonly Redacted.Redacted[] => {
  if (Option.isSome(secretsKey))
    return Redacted.value(secretsKey.value)
      .split(",")
      .map((key) => Redacted.make(key))
  if (mode === "live" || !databaseUrl.startsWith("file:")) return []
  const kept = secretBeside(databaseUrl, { make: true })
  return kept === undefined ? [] : [Redacted.make(kept)]
}
