/** What the desk leaves to the dispatcher, by name: the name is what makes it happen once. */
import type { Errand } from "../LedgerStore.ts"

/** To send a refund; there is one of it for ever. */
export const sendOf = (refundId: string): Errand => ({ id: `send ${refundId}`, refundId })

/** To look a refund up, asked for when the ledger stood at `version`. */
export const lookOf = (refundId: string, version: number): Errand => ({ id: `look ${refundId} ${version}`, refundId })
