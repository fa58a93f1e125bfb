/** A keyring in memory. */
import type { ApiKey, Keyring, Merchant } from "@refund-rules/engine"
import { Effect } from "effect"

export const memoryKeyring = (): (typeof Keyring)["Service"] => {
  const merchants = new Map<string, Merchant>()
  const keys = new Map<string, ApiKey>()
  return {
    addMerchant: (merchant) =>
      Effect.sync(() => {
        const known = merchants.get(merchant.id)
        if (known !== undefined) return JSON.stringify(known) === JSON.stringify(merchant) ? "known" : "conflict"
        merchants.set(merchant.id, merchant)
        return "added"
      }),
    merchant: (id) => Effect.sync(() => merchants.get(id)),
    add: (key, secretHash) => Effect.sync(() => void keys.set(secretHash, key)),
    find: (secretHash) => Effect.sync(() => keys.get(secretHash)),
    keys: (scope) =>
      Effect.sync(() => [...keys.values()].filter((key) => JSON.stringify(key.scope) === JSON.stringify(scope))),
    revoke: (scope, id) =>
      Effect.sync(() => {
        const isIt = (key: ApiKey) => key.id === id && JSON.stringify(key.scope) === JSON.stringify(scope)
        const found = [...keys].find(([, key]) => isIt(key))
        return found !== undefined && keys.delete(found[0])
      }),
  }
}
