/** Seals in a file that two processes have open: whatever is changed beside them is found. */
import { sealLaws } from "@refund-rules/testing"
import { expect, test } from "vitest"
import { makeSealed } from "./sealed.ts"

for (const { check, sentence } of sealLaws(makeSealed))
  test(sentence, async () => {
    await expect(check({ runs: 6 })).resolves.toBeUndefined()
  })
