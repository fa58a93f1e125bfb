import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const bundle = { captured: 50_00, lines: [line("phone", 50_00), line("case", 0)] }

told(import.meta.filename, {
  title: "A free line",
  about: "A line of no price gives back units, never money.",
  scenes: {
    "goes along with a line that costs": () =>
      given(bundle)
        .ask({ lines: [{ id: "phone" }, { id: "case" }] })
        .then({ paid: 50_00, lines: [{ units: { remaining: 0 } }, { units: { remaining: 0 } }] }),
    "is no refund on its own": () =>
      given(bundle)
        .ask({ lines: [{ id: "case" }] })
        .thenRefused("amount_not_positive"),
  },
})
