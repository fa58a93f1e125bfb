import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

const meal = { captured: 55_00, lines: [line("meal", 50_00), line("tip", 5_00, 0, { kind: "tip" })] }

told(import.meta.filename, {
  title: "A tip kept",
  about: "A tip joins an ask by lines only when it is named.",
  scenes: {
    "stays when only the meal is named": () =>
      given(meal)
        .ask({ lines: [{ id: "meal" }] })
        .then({ paid: 50_00, remaining: 5_00 }),
    "goes with everything": () => given(meal).ask({}).then({ paid: 55_00 }),
  },
})
