import { type MakeStore, storeLaws } from "@refund-rules/testing"
import { describe, expect, it } from "vitest"
import { fileStore, type PlantedInFile } from "./fileStore.ts"
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
  "opened before it began": "a payment is opened with what happened to it before, or not at all",
  "events of two changes reordered": "a history only grows, in the order of appending",
  "ledger of a snapshot": "the ledger read is the fold of the history",
  "guard only without a key": "changes under keys are guarded like those without",
  "guard of a key kept by a broken judge": "a judge that throws leaves nothing and holds nothing",
  "key of its payment": "a key is one key, whichever payment it is used for",
  "keys joined by a space": "a key is told apart from every other, whatever its letters",
  "keys without case": "a key is told apart from every other, whatever its letters",
  "key taken where there is no payment": "a change that failed for certain leaves its key free",
  "errand lost when busy": "no errand is lost where many changes come at once",
  "errand by its id alone": "errands of one id are apart where their payments are",
  "all leased, few given": "a lease gives the oldest errands, no more than asked for, and leaves the others to be had",
  "errand looked for before the guard":
    "a judge that looks for an errand sees whether it is to be done, also by changes at the same time",
  "newest errand first": "a lease gives the oldest errands, no more than asked for, and leaves the others to be had",
}

/** Faults of what outlives a process, and the law that finds each first. */
const foundInFile: Readonly<Record<PlantedInFile, string>> = {
  "last write lost": "what was answered is there after reopening",
  "history cut short after reopening": "what was answered is there after reopening",
  "keys only in memory": "a key answers the same after reopening",
  "errands only in memory": "an errand waits after reopening, one that was ended does not",
  "ended errands come back after reopening": "an errand waits after reopening, one that was ended does not",
  "leases only in memory": "a lease is kept after reopening",
  "opening not written": "a payment opened is there after reopening",
}

/** What the laws say of a store, all of them or the one of a sentence. */
const said = async (makeStore: MakeStore, sentence?: string): Promise<readonly string[]> => {
  const asked = storeLaws(makeStore).filter((law) => sentence === undefined || law.sentence === sentence)
  expect(asked.length).toBeGreaterThan(0)
  const messages = asked.map(async ({ check }) => {
    try {
      await check({ runs: 5 })
      return []
    } catch (error) {
      return [String(error)]
    }
  })
  return (await Promise.all(messages)).flat()
}

describe("the laws of stores", () => {
  it("find nothing in the stores that have no fault planted", async () => {
    expect(await said(() => plantedStore("none"))).toEqual([])
    expect(await said(() => fileStore("none"))).toEqual([])
  })

  it.each(Object.entries(found))("find %s by the law that says: %s", async (planted, sentence) => {
    const messages = await said(() => plantedStore(planted as Planted), sentence)
    expect(messages.join()).toContain(`the store breaks the law "${sentence}"`)
  })

  it.each(Object.entries(foundInFile))("find %s by the law that says: %s", async (planted, sentence) => {
    const messages = await said(() => fileStore(planted as PlantedInFile), sentence)
    expect(messages.join()).toContain(`the store breaks the law "${sentence}"`)
  })
})
