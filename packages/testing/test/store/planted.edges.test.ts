import { storeLaws } from "@refund-rules/testing"
import { describe, expect, it } from "vitest"
import { type Planted, plantedStore } from "./plantedStore.ts"

/** Each fault, and the law that finds it first. */
const found: Readonly<Record<Planted, string>> = {
  "no lock": "asks at once never take more than there is",
  "lost update": "no change is lost",
  "stale read under guard": "asks at once never take more than there is",
  "partial append": "a change is seen whole or not at all",
  "append after failed commit": "a commit that fails leaves nothing",
  "answer before durable": "an answer is given only after its change is durable",
  "events reordered": "a history only grows, in the order of appending",
  "release on unknown": "the ledger read is the fold of the history",
  "event rewritten": "a history only grows, in the order of appending",
  "foreign payment visible": "a payment of another merchant is as if it did not exist",
  "modes share payments": "a payment of the other mode is as if it did not exist",
  "key shared across merchants": "a key of one merchant says nothing to another",
  "key shared across modes": "a key of one mode says nothing to the other",
  "key shared across doors": "a key of one door says nothing to another",
  "key forgotten after replay": "a key changes something once and answers the same for ever",
  "key released on unknown outcome": "a change of unknown outcome keeps its key",
  "key taken by a failed change": "a change that failed for certain leaves its key free",
  "fingerprint ignored": "a key with other content is told apart",
  "refusal not kept": "a key keeps a refusal too",
  "lease given twice": "an errand is leased to one worker at a time, until it is ended",
  "errand before commit": "a commit that fails leaves nothing",
  "ended errand comes again": "an errand is leased to one worker at a time, until it is ended",
  "guard kept by a broken judge": "a judge that throws leaves nothing and holds nothing",
  "opened anew": "a payment is opened once",
}

const broken = async (planted: Planted | "none"): Promise<readonly string[]> => {
  const messages = storeLaws(() => plantedStore(planted)).map(async ({ check, sentence }) => {
    try {
      await check({ runs: 5 })
      return []
    } catch (error) {
      expect(String(error)).toContain(`the store breaks the law "${sentence}"`)
      return [sentence]
    }
  })
  return (await Promise.all(messages)).flat()
}

describe("the laws of stores", () => {
  it("find nothing in the store that has no fault planted", async () => {
    expect(await broken("none")).toEqual([])
  })

  it.each(Object.entries(found))("find %s by the law that says: %s", { timeout: 20_000 }, async (planted, sentence) => {
    expect(await broken(planted as Planted)).toContain(sentence)
  })
})
