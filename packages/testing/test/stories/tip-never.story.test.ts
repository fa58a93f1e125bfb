import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const meal = { captured: 55_00, lines: [line("meal", 50_00), line("tip", 5_00, 0, { kind: "tip" })] }

told(import.meta.filename, {
  title: "Tips never",
  about: "Terms may keep tips for good.",
  scenes: {
    "leaves the tip out of everything": () =>
      given(meal)
        .ask({}, { terms: { tips: "never" } })
        .then({ paid: 50_00, remaining: 5_00 }),
    "refuses it by name": () =>
      given(meal)
        .ask({ lines: [{ id: "tip" }] }, { terms: { tips: "never" } })
        .thenRefused("line_not_refundable"),
  },
})
