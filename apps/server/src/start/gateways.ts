/** Which gateway speaks for a provider: in test mode the sandbox for all of them, in live mode none that is made up. */
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Gateways } from "@refund-rules/engine"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { Effect, Layer } from "effect"
import type { Settings } from "../settings/table.ts"

/** The gateways of the settings; what the sandbox moved stands beside the database. */
export const gateways = ({ databaseUrl, mode }: Pick<Settings, "databaseUrl" | "mode">) =>
  mode === "live" ? Layer.succeed(Gateways, { of: () => undefined }) : Layer.effect(Gateways, sandboxFor(databaseUrl))

const sandboxFor = (databaseUrl: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => openSandbox({ file: journalBeside(databaseUrl) })),
      ({ close }) => Effect.promise(close),
    ),
    ({ gateway }) => Gateways.of({ of: () => gateway }),
  )

const journalBeside = (databaseUrl: string): string => {
  const path = databaseUrl.startsWith("file://")
    ? fileURLToPath(databaseUrl)
    : decodeURI(databaseUrl.slice("file:".length))
  return join(dirname(path), "sandbox.jsonl")
}
