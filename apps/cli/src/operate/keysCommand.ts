/** `keys`: API keys of a merchant's mode; a secret is shown once, when it is made. */
import { hash, randomBytes } from "node:crypto"
import { parseInstant } from "@refund-rules/core"
import { type ApiKey, Ids, Keyring, type KeyScope, SteadyClock } from "@refund-rules/engine"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { openStore } from "../front/openStore.ts"
import { callerOf, scopeFlags, storeFlags } from "../front/where.ts"
import { give } from "../manners/answer.ts"
import type { Ink } from "../manners/ink.ts"
import { table } from "../manners/table.ts"
import { misused, Wrong } from "../manners/Wrong.ts"
import { given } from "./listing.ts"

const { actor: _actor, ...whose } = scopeFlags
const nobody = { actor: "operator" }

/** As the server takes it from whoever makes a key there. */
const limited = (name: string, least: number, most: number) =>
  Flag.Int(name).pipe(
    Flag.filter(
      (value) => value >= least && value <= most,
      () => `expected ${least} to ${most}`,
    ),
  )

const createCommand = Command.make(
  "create",
  {
    actor: Argument.String("actor").pipe(
      Argument.withDescription("Who acts with this key"),
      Argument.filter(
        (actor) => actor !== "" && actor.length <= 255,
        () => "expected 1 to 255 characters",
      ),
    ),
    scopes: Flag.String("scopes").pipe(
      Flag.withDescription("What it may, as a list with commas"),
      Flag.withDefault("read"),
    ),
    maxAmount: limited("max-amount", 0, Number.MAX_SAFE_INTEGER).pipe(
      Flag.withDescription("The largest refund it may ask for, in the currency's smallest unit"),
      Flag.optional,
    ),
    ratePerSecond: limited("rate", 1, 1_000_000).pipe(Flag.withDescription("Requests a second"), Flag.optional),
    expiresAt: Flag.String("expires").pipe(
      Flag.withMetavar("<instant>"),
      Flag.withDescription("When it ends, as 2026-12-31T12:00:00Z"),
      Flag.optional,
    ),
    ...storeFlags,
    ...whose,
  },
  Effect.fnUntraced(function* (input) {
    const scopes = yield* scopesOf(input.scopes)
    const { expiresAt, ...limits } = given({
      maxAmount: input.maxAmount,
      ratePerSecond: input.ratePerSecond,
      expiresAt: input.expiresAt,
    })
    const end = parseInstant(expiresAt)
    if (expiresAt !== undefined && end === undefined)
      return yield* misused(`\`${expiresAt}\` is no instant`, "write it as 2026-12-31T12:00:00Z")
    const ends = end === undefined ? {} : { expiresAt: end }
    const key = `rr_${input.mode}_${randomBytes(32).toString("base64url")}`
    const made = yield* Effect.provide(
      Effect.gen(function* () {
        const [keyring, clock, newId] = [yield* Keyring, yield* SteadyClock, yield* Ids]
        const createdAt = yield* clock.instant
        const { scope } = callerOf({ ...nobody, ...input, actor: input.actor })
        const one: ApiKey = {
          id: newId("key", createdAt),
          scope,
          actor: input.actor,
          scopes,
          createdAt,
          ...limits,
          ...ends,
        }
        yield* keyring.add(one, hash("sha256", key))
        return one
      }),
      openStore(input.db),
    )
    yield* give({
      json: { ...made, key },
      text: (ink) => [
        `${ink.strong(made.id)} for ${made.actor}: ${scopes.join(", ")}`,
        "",
        key,
        "",
        "It is shown this once.",
      ],
    })
  }),
).pipe(
  Command.withDescription("Make an API key; its secret is shown once and kept nowhere"),
  Command.withShortDescription("Make a key"),
  Command.withExamples([
    {
      command: "refund-rules keys create till-7 --scopes read,refunds:write --max-amount 5000 --db shop/refunds.db",
      description: "A till that refunds up to fifty euros",
    },
  ]),
)

const known: readonly KeyScope[] = [
  "payments:write",
  "refunds:write",
  "refunds:approve",
  "policies:write",
  "read",
  "admin",
]

const scopesOf = Effect.fnUntraced(function* (list: string) {
  const names = list.split(",").map((name) => name.trim())
  const scopes = known.filter((scope) => names.includes(scope))
  const strange = names.find((name) => !known.some((scope) => scope === name))
  if (strange !== undefined)
    return yield* misused(`there is no scope \`${strange}\``, `use some of ${known.join(", ")}`)
  return scopes
})

const listCommand = Command.make("list", { ...storeFlags, ...whose }, (input) =>
  Effect.flatMap(
    Effect.provide(
      Effect.flatMap(Keyring, (keyring) => keyring.keys(callerOf({ ...nobody, ...input }).scope)),
      openStore(input.db),
    ),
    (keys) => give({ json: { items: keys }, text: (ink, width) => rows(keys, ink, width) }),
  ),
).pipe(
  Command.withDescription("List keys; their secrets are known to nobody here"),
  Command.withExamples([{ command: "refund-rules keys list --db shop/refunds.db", description: "Who may do what" }]),
)

const revokeCommand = Command.make(
  "revoke",
  { id: Argument.String("key").pipe(Argument.withDescription("The key's id")), ...storeFlags, ...whose },
  Effect.fnUntraced(function* (input) {
    const isRevoked = yield* Effect.provide(
      Effect.gen(function* () {
        const [keyring, clock] = [yield* Keyring, yield* SteadyClock]
        return yield* keyring.revoke(callerOf({ ...nobody, ...input }).scope, input.id, yield* clock.instant)
      }),
      openStore(input.db),
    )
    if (!isRevoked)
      return yield* new Wrong({ exit: 1, code: "not_found", message: `there is no key \`${input.id}\` to revoke here` })
    yield* give({ json: { id: input.id, revoked: true }, text: () => [`revoked ${input.id}`] })
  }),
).pipe(
  Command.withDescription("End a key; servers notice within a second"),
  Command.withExamples([
    { command: "refund-rules keys revoke key-1 --db shop/refunds.db", description: "From now on" },
  ]),
)

const rows = (keys: readonly ApiKey[], ink: Ink, width: number): readonly string[] =>
  keys.length === 0
    ? ["no keys"]
    : table(
        [{ name: "key" }, { name: "actor" }, { name: "may" }, { name: "ends" }],
        keys.map(({ actor, expiresAt, id, revokedAt, scopes }) => [
          id,
          actor,
          scopes.join(", "),
          revokedAt === undefined ? (expiresAt ?? "never") : `revoked ${revokedAt}`,
        ]),
        { ink, width },
      )

export const keysCommand = Command.make("keys").pipe(
  Command.withDescription("Make, list and revoke API keys"),
  Command.withSubcommands([createCommand, listCommand, revokeCommand]),
)
