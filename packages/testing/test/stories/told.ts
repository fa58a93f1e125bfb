/** Plays a story in vitest, and holds its page in docs/stories against what was really played. */
import { type Story, tellStory } from "@refund-rules/testing"
import { basename } from "node:path"
import { describe, expect, it } from "vitest"

/** The page is written anew by `vitest run --project @refund-rules/testing -u stories`. */
export const told = (file: string, story: Story): void => {
  const page = `../../../../docs/stories/${basename(file, ".story.test.ts")}.md`
  describe(story.title, () => {
    for (const [sentence, play] of Object.entries(story.scenes)) it(sentence, () => void play())
    it("stands in the docs as it was played", async () => {
      await expect(tellStory(story)).toMatchFileSnapshot(page)
    })
  })
}

type Json = Readonly<Record<string, unknown>>

export const line = (id: string, net: number, vat = 0, more: Json = {}): Json => ({
  id,
  kind: "product",
  quantity: 1,
  net,
  taxes: vat === 0 ? [] : [{ id: "vat", amount: vat }],
  ...more,
})

export const request = (refundId: string, ask: Json, more: Json = {}): Json => ({
  _tag: "Request",
  refundId,
  ask,
  ...more,
})
export const settle = (refundId: string, more: Json = {}): Json => ({ _tag: "Settle", refundId, ...more })
export const fail = (refundId: string): Json => ({ _tag: "Fail", refundId })
export const rule = (id: string, requires: Json, otherwise = "Refuse", more: Json = {}): Json => ({
  id,
  requires,
  otherwise,
  ...more,
})
