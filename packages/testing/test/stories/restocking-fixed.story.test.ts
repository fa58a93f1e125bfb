import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

told(import.meta.filename, {
  title: "A fixed restocking fee",
  about: "The same amount is retained whatever is returned, never more than the claim.",
  scenes: {
    "keeps five euros": () =>
      given({ captured: 100_00 })
        .ask({ amount: 20_00 }, { terms: { restocking: { fixed: { EUR: 5_00 } } } })
        .then({ paid: 15_00, retained: 5_00, remaining: 80_00 }),
    "leaves nothing to pay of five": () =>
      given({ captured: 100_00 })
        .ask({ amount: 5_00 }, { terms: { restocking: { fixed: { EUR: 5_00 } } } })
        .thenRefused("nothing_to_pay"),
  },
})
