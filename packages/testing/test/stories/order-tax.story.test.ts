import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "A tax on the order",
  about: "It is split once and frozen: one line’s refund never moves another line’s tax.",
  scenes: {
    "is frozen per line": () =>
      given({
        captured: 334_99,
        orderTax: 55_83,
        lines: [line("a", 68_33), line("b", 57_50), line("c", 85_00), line("d", 68_33)],
      })
        .ask({ lines: [{ id: "c" }] })
        .then({ claim: { lines: [{ net: 85_00, taxes: [{ amount: 17_00 }] }] } }),
  },
})
