import { storeLaws } from "@refund-rules/testing"
import { describe, it } from "vitest"
import { openStore } from "../src/index.ts"

describe("the custom store", () => {
  for (const { check, sentence } of storeLaws(() => ({ store: openStore() }))) it(sentence, async () => check())
})
