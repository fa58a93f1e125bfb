import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "A part of a payment",
  about: "An amount takes its share and leaves the rest.",
  scenes: {
    "leaves the rest": () =>
      given({ captured: 100_00 }).ask({ amount: 40_00 }).then({ paid: 40_00, held: 40_00, remaining: 60_00 }),
    "takes its share of the tax": () =>
      given({ captured: 120_00, lines: [line("shirt", 100_00, 20_00)] })
        .ask({ amount: 60_00 })
        .then({ claim: { lines: [{ net: 50_00, taxes: [{ amount: 10_00 }] }] } }),
  },
})
