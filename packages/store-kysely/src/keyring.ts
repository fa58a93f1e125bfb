/** The port `Keyring` over programs: keys by the hash of their secret, which is all that is ever stored of it. */
import type { ApiKey, Invalid, Keyring, Merchant } from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { page } from "./reading/page.ts"
import { answered, programsOn, type Runner, running } from "./Runner.ts"
import type { Steps } from "./Statement.ts"

export const keyring = (runner: Runner, shelf: Shelf): (typeof Keyring)["Service"] => {
  const { apiKey, event } = shelf.statements
  const { read, write } = programsOn(runner)
  return {
    addMerchant: (merchant) => write(() => addMerchant(shelf, merchant)),
    merchant: (id) => read(() => merchant(shelf, id)),
    add: (key, secretHash) =>
      write(
        function* () {
          yield* apiKey.insert({ ...rowOf(key), secret_hash: secretHash })
          yield* event.advance({ at: key.createdAt })
        },
        { merchant: key.scope.merchant },
      ),
    find: (secretHash) =>
      read(function* () {
        const row = yield* apiKey.find({ secretHash })
        return row === undefined ? undefined : keyIn(row)
      }),
    keys: ({ merchant, mode }) =>
      read(
        function* () {
          return (yield* apiKey.of({ merchant, mode })).map(keyIn)
        },
        { merchant },
      ),
    listed: (scope, paging) =>
      answered<Invalid>()(
        running(runner, "read")(() => page(shelf, "api_key", scope, {}, paging, keyIn), {
          merchant: scope.merchant,
          isList: true,
        }),
      ),
    revoke: ({ merchant, mode }, id, at) =>
      write(
        function* () {
          const isRevoked = (yield* apiKey.revoke({ merchant, mode, id, at })) !== undefined
          return isRevoked || (yield* apiKey.knows({ merchant, mode, id })) !== undefined
        },
        { merchant },
      ),
  }
}

function* merchant({ statements }: Shelf, id: string): Steps<Merchant | undefined> {
  const row = yield* statements.merchant.find({ id })
  if (row === undefined) return undefined
  const settings = JSON.parse(row.settings) as Merchant["settings"]
  return { id, ...(row.name === null ? {} : { name: row.name }), settings }
}

function* addMerchant(shelf: Shelf, { id, name, settings }: Merchant): Steps<"added" | "known" | "conflict"> {
  const known = yield* merchant(shelf, id)
  const said = { id, ...(name === undefined ? {} : { name }), settings }
  if (known !== undefined) return plain(known) === plain(said) ? "known" : "conflict"
  yield* shelf.statements.merchant.insert({ id, name: name ?? null, settings: JSON.stringify(settings) })
  return "added"
}

/** The same words for the same content, whatever the order of its members. */
const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )

const rowOf = (key: ApiKey) => ({
  merchant: key.scope.merchant,
  mode: key.scope.mode,
  id: key.id,
  actor: key.actor,
  scopes: JSON.stringify(key.scopes),
  max_amount: key.maxAmount ?? null,
  max_amount_per_day: key.maxAmountPerDay === undefined ? null : JSON.stringify(key.maxAmountPerDay),
  rate_per_second: key.ratePerSecond ?? null,
  expires_at: key.expiresAt ?? null,
  revoked_at: key.revokedAt ?? null,
  created_at: key.createdAt,
})

const keyIn = (row: ReturnType<typeof rowOf>): ApiKey => ({
  id: row.id,
  scope: { merchant: row.merchant, mode: row.mode },
  actor: row.actor,
  scopes: JSON.parse(row.scopes) as ApiKey["scopes"],
  ...(row.max_amount === null ? {} : { maxAmount: row.max_amount }),
  ...(row.max_amount_per_day === null
    ? {}
    : { maxAmountPerDay: JSON.parse(row.max_amount_per_day) as NonNullable<ApiKey["maxAmountPerDay"]> }),
  ...(row.rate_per_second === null ? {} : { ratePerSecond: row.rate_per_second }),
  ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
  createdAt: row.created_at,
})
