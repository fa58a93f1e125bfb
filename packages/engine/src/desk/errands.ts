/** What is left to the dispatcher, by name: the name says what to do and how often it was tried, and happens once. */
import type { Errand } from "../ports/LedgerStore.ts"

/**
 * `send`: accepted, nothing left yet. `again`: tried, and for certain nothing reached the provider. `doubt`: something may
 * have. `poll`: the provider has it and is not done. `look`: the provider should be asked how it stands.
 */
export type Doing = "again" | "doubt" | "look" | "poll" | "send"

export const sendOf = (refundId: string): Errand => ({ id: `send ${refundId}`, refundId })

/** The next try after one that did not get through. */
export const retryOf = (doing: "again" | "doubt", refundId: string, tries: number, due: string): Errand => ({
  id: `${doing} ${tries} ${refundId}`,
  refundId,
  due,
})

/** `version` is that of the ledger: a refund may come to wait for its provider more than once. */
export const pollOf = (refundId: string, version: number, tries: number, due: string): Errand => ({
  id: `poll ${tries} ${refundId} ${version}`,
  refundId,
  due,
})

/** `told` is when the word came that it is to prove: each such word is looked into, also where nothing changed in between. */
export const lookOf = (refundId: string, told: string): Errand => ({ id: `look 1 ${refundId} ${told}`, refundId })

/** The next look into the same word. */
export const lookAgainOf = ({ id, refundId }: Errand, tries: number, due: string): Errand => ({
  id: id.replace(/^look \d+/, `look ${tries}`),
  refundId,
  due,
})

/** What an errand is to do, and the how-manieth try it is; undefined where it is none of these. */
export const doingOf = ({ id }: Errand): { readonly doing: Doing; readonly tries: number } | undefined => {
  const [, doing, tries = "1"] = /^(again|doubt|look|poll|send) (?:(\d+) )?/.exec(id) ?? []
  return doing === undefined ? undefined : { doing: doing as Doing, tries: Number(tries) }
}
