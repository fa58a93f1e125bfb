/** A store that two instances have open, one after the other over one schema, with its database in sight of somebody else. */
import { LedgerStore, Records, SealBook } from "@refund-rules/engine"
import type { SealsUnderTest } from "@refund-rules/testing"
import { Context } from "effect"
import { connected } from "./copies.ts"
import { empty, openStore } from "./stores.ts"

export const sealedOver = (newUrl: () => Promise<string>, partitions: number): (() => Promise<SealsUnderTest>) => {
  let url: Promise<string> | undefined
  return async () => {
    url ??= newUrl()
    const options = { url: await url, partitions, connections: 3 }
    const opened = [await openStore(options), await openStore(options)] as const
    await empty(options.url)
    const beside = await connected(options.url)
    const instance = ({ context }: (typeof opened)[0]) => ({
      store: Context.get(context, LedgerStore),
      records: Context.get(context, Records),
      seals: Context.get(context, SealBook),
    })
    return {
      instances: [instance(opened[0]), instance(opened[1])],
      sql: async (text) => (await beside.query<Record<string, number | string | null>>(text)).rows,
      close: async () => {
        await beside.end()
        for (const one of opened) await one.close()
      },
    }
  }
}
