import { given } from "@refund-rules/testing"
import { line, rule, told } from "./told.ts"

told(import.meta.filename, {
  title: "A tag excluded",
  about: "A line on sale does not go back; the others do.",
  scenes: {
    "refuses the line on sale": () =>
      given({ captured: 30_00, lines: [line("new", 20_00), line("old", 10_00, 0, { tags: ["sale"] })] })
        .under({ rules: [rule("sale", { _tag: "NoTag", tag: "sale", on: "line" })] })
        .ask({ lines: [{ id: "old" }] })
        .then("Refuse", { codes: ["tag_not_allowed"] }),
    "approves the other": () =>
      given({ captured: 30_00, lines: [line("new", 20_00), line("old", 10_00, 0, { tags: ["sale"] })] })
        .under({ rules: [rule("sale", { _tag: "NoTag", tag: "sale", on: "line" })] })
        .ask({ lines: [{ id: "new" }] })
        .then("Approve", { paid: 20_00 }),
  },
})
