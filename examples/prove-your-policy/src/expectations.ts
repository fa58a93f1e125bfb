/** What this shop means its policy to say, in four sentences of its own. */
import { neverApprovedAbove, neverRefunded, neverRefundedAfter, sameForEveryone } from "@refund-rules/testing"

export const expectations = [
  neverApprovedAbove({ EUR: 50_000, USD: 50_000 }),
  neverRefundedAfter({ of: "captured", days: 30 }),
  neverRefunded({ tags: ["final-sale"] }),
  sameForEveryone(),
]
