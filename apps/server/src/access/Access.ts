/**
 * Who holds a secret: found by its hash, remembered for a second, so that a revoked key ends within one everywhere and
 * at once in the process that revoked it.
 */
import { timingSafeEqual } from "node:crypto"
import { type Actor, type ApiKey, Keyring, type StoreUnavailable } from "@refund-rules/engine"
import { Context, Effect, Layer } from "effect"
import { prepareRoot, rootKeyOf, type RootSettings } from "./rootKey.ts"
import { hashOf } from "./secrets.ts"

/** A key, and whether it is the root key. */
export interface Holder extends ApiKey {
  readonly isRoot: boolean
}

/** Who acts with a key, within its limits: the same at every door. */
export const actorOf = ({ actor, maxAmount, maxAmountPerDay }: ApiKey): Actor => ({
  id: actor,
  ...(maxAmount === undefined ? {} : { atMost: maxAmount }),
  ...(maxAmountPerDay === undefined ? {} : { atMostPerDay: maxAmountPerDay }),
})

const remembered = 1000
const atMost = 10_000

/** Tells who holds a secret. */
export class Access extends Context.Service<
  Access,
  {
    /** Undefined for a secret that nobody holds, that was revoked, or that has expired: nobody can tell which. */
    readonly holder: (secret: string) => Effect.Effect<Holder | undefined, StoreUnavailable>
    /** Looks every key up anew from now on. */
    readonly forget: () => void
  }
>()("@refund-rules/server/access/Access") {
  static readonly layer = (settings: RootSettings) =>
    Layer.effect(
      Access,
      Effect.gen(function* () {
        const keyring = yield* Keyring
        const setHash = yield* prepareRoot(keyring, settings)
        return Access.of(remembering(finderOf(keyring, settings.mode, setHash)))
      }),
    )
}

type Find = (hash: string) => Effect.Effect<Holder | undefined, StoreUnavailable>

const finderOf = (
  keyring: (typeof Keyring)["Service"],
  mode: RootSettings["mode"],
  setHash: string | undefined,
): Find => {
  const root = rootKeyOf(mode)
  const expected = setHash === undefined ? undefined : Buffer.from(setHash, "hex")
  return (hash) => {
    if (expected !== undefined && timingSafeEqual(Buffer.from(hash, "hex"), expected)) {
      return Effect.succeed({ ...root, isRoot: true })
    }
    return Effect.map(keyring.find(hash), (key) => {
      if (key === undefined || key.revokedAt !== undefined) return undefined
      const isRoot = key.id === root.id
      // A root key that was generated ends where one was set.
      return isRoot && expected !== undefined ? undefined : { ...key, isRoot }
    })
  }
}

const remembering = (find: Find): (typeof Access)["Service"] => {
  const known = new Map<string, { readonly holder: Holder; readonly until: number }>()
  let latest = 0
  return {
    holder: (secret) => {
      // Time never runs back here: an expired key stays expired.
      latest = Math.max(latest, Date.now())
      const hash = hashOf(secret)
      const found = known.get(hash)
      if (found !== undefined && latest < found.until) return Effect.succeed(whileValid(found.holder, latest))
      return Effect.map(find(hash), (holder) => {
        if (known.size >= atMost) known.clear()
        if (holder === undefined) known.delete(hash)
        else known.set(hash, { holder, until: latest + remembered })
        return whileValid(holder, latest)
      })
    },
    forget: () => known.clear(),
  }
}

const whileValid = (holder: Holder | undefined, milliseconds: number): Holder | undefined =>
  holder?.expiresAt !== undefined && Date.parse(holder.expiresAt) <= milliseconds ? undefined : holder
