/** The laws of seals on many more lives than there is time for in every run. */
import { sealLaws } from "@refund-rules/testing"
import { expect, test } from "vitest"
import { makeSealed } from "./sealed.ts"

for (const { check, sentence } of sealLaws(makeSealed))
  test(sentence, { timeout: 600_000 }, async () => {
    await expect(check({ runs: 60, seed: 2 })).resolves.toBeUndefined()
  })
