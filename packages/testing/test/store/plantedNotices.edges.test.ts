import { inboxLaws, type Law, noticeLaws } from "@refund-rules/testing"
import { describe, expect, it } from "vitest"
import { type PlantedNotice, plantedNotices } from "./plantedNotices.ts"

/** Each fault, and a law that finds it. */
const found: Readonly<Record<PlantedNotice, string>> = {
  "kept each time": "a notice is kept once, from however many sides it comes",
  "taken forgotten": "a notice that was taken is known as taken, and never waits again",
  "taken as soon as it comes": "a notice is kept once, from however many sides it comes",
  "taken comes again": "a notice that was taken is known as taken, and never waits again",
  "what tells nothing waits": "a notice that tells nothing is taken at once",
  "one id for all providers": "one id is another notice for every merchant, mode and provider",
  "one id for all merchants": "one id is another notice for every merchant, mode and provider",
  "taken in every merchant": "one id is another notice for every merchant, mode and provider",
  "no incident": "an orphan is told of once, and no longer when it is taken",
  "incident stays open": "an orphan is told of once, and no longer when it is taken",
  "orphan although its payment is there": "a notice whose payment is there is none, and names it",
  "found by its first name only": "an orphan is found by each of its names, and by nothing else",
  "found by a name of another provider": "an orphan is found by each of its names, and by nothing else",
  "found for every merchant": "an orphan is found by each of its names, and by nothing else",
  "orphans newest first": "orphans of a payment come the oldest first",
  "due at once": "a notice is due a minute after it came, or when it was put off to",
  "all that are due": "a notice is due a minute after it came, or when it was put off to",
  "not put off": "a notice is due a minute after it came, or when it was put off to",
  "told of never": "one that waits too long is told of once",
  "never tried again": "a notice is due a minute after it came, or when it was put off to",
  "kept only in memory": "what was kept, and what was taken, is so after reopening",
}

/** Faults that lose a notice on its way, and the law of the inbox that finds each. */
const lost: readonly (readonly [PlantedNotice, string])[] = [
  ["never tried again", "of notices that come at once, before and after their payment, the same comes in the end"],
  ["taken as soon as it comes", "a commit that fails on the way loses no notice, and none is applied twice"],
]

const said = async (
  planted: PlantedNotice | "none",
  sentence?: string,
  lawsOf: (makeBook: Parameters<typeof noticeLaws>[0]) => readonly Law[] = noticeLaws,
): Promise<readonly string[]> => {
  const asked = lawsOf(() => plantedNotices(planted)).filter(
    (law) => sentence === undefined || law.sentence === sentence,
  )
  expect(asked.length).toBeGreaterThan(0)
  const messages = asked.map(async ({ check }) => {
    try {
      await check()
      return []
    } catch (error) {
      return [String(error)]
    }
  })
  return (await Promise.all(messages)).flat()
}

describe("the laws of notices", () => {
  it("find nothing where no fault is planted", async () => expect(await said("none")).toEqual([]))

  it.each(Object.entries(found))("find %s by the law that says: %s", async (planted, sentence) => {
    const messages = await said(planted as PlantedNotice, sentence)
    expect(messages.join()).toContain(`the store breaks the law "${sentence}"`)
  })
})

describe("the laws of the inbox", () => {
  it.each(lost)("find %s by the law that says: %s", async (planted, sentence) => {
    const messages = await said(planted, sentence, inboxLaws)
    expect(messages.join()).toContain(`the store breaks the law "${sentence}"`)
  })
})
