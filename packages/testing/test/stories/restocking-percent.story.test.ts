import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "A restocking fee in percent",
  about: "A share of the claim is retained, once per refund.",
  scenes: {
    "keeps 15 % of both units": () =>
      given({ captured: 24_00, lines: [line("shirt", 20_00, 4_00, { quantity: 2 })] })
        .ask({ lines: [{ id: "shirt", quantity: 2 }] }, { terms: { restocking: { basisPoints: 1500 } } })
        .then({ paid: 20_40, retained: 3_60, remaining: 0 }),
  },
})
