import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const desk = { captured: 11_00, lines: [line("desk", 10_00, 1_00)] }

told(import.meta.filename, {
  title: "An ask without tax",
  about: "A net amount brings its tax along.",
  scenes: {
    "pays net and tax": () =>
      given(desk)
        .ask({ lines: [{ id: "desk", amount: 10_00, taxInclusive: false }] })
        .then({ paid: 11_00 }),
    "is bound by the net": () =>
      given(desk)
        .ask({ lines: [{ id: "desk", amount: 10_01, taxInclusive: false }] })
        .thenRefused("line_amount_exceeds_net"),
    "is another amount with tax": () =>
      given(desk)
        .ask({ lines: [{ id: "desk", amount: 10_00 }] })
        .then({ paid: 10_00, claim: { lines: [{ net: 909, taxes: [{ amount: 91 }] }] } }),
  },
})
