/** `doctor`: looks at everything that has to be right before money depends on a database. */
import { statSync } from "node:fs"
import { lint } from "@refund-rules/core"
import { GatewayBook, Keyring, PolicyBook, Records, type Scope, SealBook } from "@refund-rules/engine"
import type { PostgresInspection } from "@refund-rules/store-postgres"
import { type Inspection, StoreHealth } from "@refund-rules/store-sqlite"
import { Clock, Effect } from "effect"
import { Command } from "effect/cli"
import { existingDatabase, inspectStore, openStore } from "../front/openStore.ts"
import { knownKeys } from "../front/secretsKeys.ts"
import { callerOf, scopeFlags, storeFlags } from "../front/where.ts"
import { give } from "../manners/answer.ts"
import type { Ink } from "../manners/ink.ts"
import { wrap } from "../manners/wrap.ts"
import { strangeSeals } from "./head.ts"

const { actor: _actor, ...whose } = scopeFlags

export const doctorCommand = Command.make(
  "doctor",
  { ...storeFlags, ...whose },
  Effect.fnUntraced(function* (input) {
    const url = yield* existingDatabase(input.db)
    const { scope } = callerOf({ ...input, actor: "doctor" })
    const looking = Effect.all([inside(scope), sealsOf(scope, url)])
    const opened = (yield* Effect.provide(looking, openStore(input.db))).flat()
    const inspected = yield* inspectStore(url)
    const checks = [...(inspected.file === undefined ? ofServer(inspected) : ofFile(inspected)), ...opened]
    yield* give({
      json: { checks },
      text: (ink, columns) => checks.flatMap((one) => line(one, ink, columns)),
      exit: checks.some(({ state }) => state === "bad") ? 1 : 0,
    })
  }),
).pipe(
  Command.withDescription(
    "Look at durability, schema, permissions, clock, keys, policy, gateways, incidents and seals; exits 1 where money is at risk",
  ),
  Command.withShortDescription("Look whether all is well"),
  Command.withExamples([{ command: "refund-rules doctor --db shop/refunds.db", description: "A look at everything" }]),
)

interface Check {
  readonly name: string
  /** `note` is worth knowing; only `bad` puts money at risk. */
  readonly state: "good" | "note" | "bad"
  readonly detail: string
}

const check = (name: string, state: Check["state"], detail: string): Check => ({ name, state, detail })

const line = ({ detail, name, state }: Check, ink: Ink, columns: number): readonly string[] => {
  const paint = { good: ink.good, note: ink.careful, bad: ink.bad }[state]
  return wrap(`${paint(state)} ${name.padEnd(12)} ${detail}`, columns, " ".repeat(18))
}

const ofFile = ({ bytes, damage, durability, file, migrations }: Inspection): readonly Check[] => {
  const others = statSync(file).mode & 0o077
  return [
    check(
      "file",
      damage.length === 0 ? "good" : "bad",
      damage[0] ?? `${file}, ${(bytes / 1e6).toFixed(1)} MB, undamaged`,
    ),
    ...ofStore({ durability, migrations }),
    check(
      "permissions",
      others === 0 ? "good" : "note",
      others === 0 ? "only its owner reads it" : "others on this machine can read it: `chmod 600` keeps them out",
    ),
  ]
}

const ofServer = (found: PostgresInspection): readonly Check[] => {
  const { bytes, damage, database, partitions, version } = found
  const parts = partitions === 0 ? "" : `, in ${partitions} parts`
  return [
    check(
      "database",
      damage.length === 0 ? "good" : "bad",
      damage[0] ?? `${database} on PostgreSQL ${version}, ${(bytes / 1e6).toFixed(1)} MB${parts}`,
    ),
    ...ofStore(found),
  ]
}

const ofStore = ({ durability, migrations }: Pick<Inspection, "durability" | "migrations">): readonly Check[] => {
  const newest = migrations.at(-1)
  return [
    check(
      "durability",
      durability === "full" ? "good" : "bad",
      durability === "full" ? "a commit is on the disk before it is answered" : durability.reason,
    ),
    check("schema", newest === undefined ? "bad" : "good", newest === undefined ? "none" : `version ${newest.version}`),
  ]
}

const inside = Effect.fnUntraced(function* (scope: Scope) {
  const [records, keyring, book, health] = [yield* Records, yield* Keyring, yield* PolicyBook, yield* StoreHealth]
  const now = yield* Clock.currentTimeMillis
  const state = yield* health.check
  const latest = yield* records.latest
  const ahead = latest === undefined ? 0 : Date.parse(latest) - now
  const keys = (yield* keyring.keys(scope)).filter(({ revokedAt }) => revokedAt === undefined)
  const expired = keys.filter(({ expiresAt }) => expiresAt !== undefined && Date.parse(expiresAt) <= now)
  const policy = (yield* book.versions(scope, "default")).at(-1)
  const findings = policy === undefined ? [] : lint(policy.policy)
  const incidents = yield* records.incidents(scope, { status: "open" }, { limit: 100 })
  const unknown = yield* records.refunds(scope, { status: "unknown" }, { limit: 100 })
  return [
    check("changes", state._tag === "Ready" ? "good" : "bad", state._tag === "Ready" ? "are taken" : state.reason),
    check(
      "clock",
      ahead > 60_000 ? "bad" : "good",
      ahead > 60_000
        ? `the store is ${Math.round(ahead / 1000)} s ahead of this machine: one of their clocks is wrong`
        : "not behind what is stored",
    ),
    check(
      "keys",
      expired.length > 0 || keys.length === 0 ? "note" : "good",
      `${keys.length} for ${scope.merchant} in ${scope.mode}${expired.length === 0 ? "" : `, ${expired.length} expired`}`,
    ),
    check(
      "policy",
      policy === undefined || findings.length > 0 ? "note" : "good",
      policy === undefined
        ? "`default` was never published: only the invariants apply"
        : `default version ${policy.version}${findings.length === 0 ? "" : `, ${findings.length} findings of \`policy lint\``}`,
    ),
    yield* gatewaysOf(scope),
    check(
      "incidents",
      incidents.items.length === 0 ? "good" : "note",
      counted(incidents.items.length, "open incidents"),
    ),
    check(
      "unknown",
      unknown.items.length === 0 ? "good" : "note",
      counted(unknown.items.length, "refunds of unknown outcome"),
    ),
  ]
})

/** Within so many minutes a running server has sealed what happened, however rarely it is told to. */
const SEALED_WITHIN = 15

/** The newest part of the history, as a start of a server would look at it, and how far behind sealing is. */
const sealsOf = Effect.fnUntraced(function* (scope: Scope, url: string) {
  const book = yield* SealBook
  const { broken } = yield* book.standing(scope.mode)
  const strange = yield* strangeSeals(yield* knownKeys(url))
  const [wrong] = [...broken, ...strange]
  if (wrong !== undefined) return check("seals", "bad", `${wrong.detail}: \`refund-rules verify\` tells all of it`)
  const newest = yield* book.newest(scope)
  const since = yield* book.unsealedSince(scope.mode)
  const isBehind = since !== undefined && Date.parse(since) < (yield* Clock.currentTimeMillis) - SEALED_WITHIN * 60_000
  const stands = newest === undefined ? "none yet" : `seal ${newest.number} of ${newest.at}`
  return isBehind
    ? check("seals", "note", `${stands}; what happened since ${since} waits for a server that has a key to seal with`)
    : check("seals", "good", stands)
})

/** A server may also have gateways in its settings, which nobody sees here. */
const gatewaysOf = Effect.fnUntraced(function* ({ merchant, mode }: Scope) {
  const kept = yield* (yield* GatewayBook).changedAfter(0)
  const standing = new Map(kept.map((one) => [one.provider + one.scope.merchant + one.scope.mode, one]))
  const names = [...standing.values()]
    .filter(({ scope, sealed }) => scope.merchant === merchant && scope.mode === mode && sealed !== undefined)
    .map(({ provider }) => provider)
  return names.length === 0
    ? check("gateways", "note", "none is kept here: refunds wait for a server that has them in its settings")
    : check("gateways", "good", names.join(", "))
})

const counted = (count: number, what: string): string =>
  count === 0 ? `no ${what}` : `${count >= 100 ? "100 or more" : count} ${what}`
