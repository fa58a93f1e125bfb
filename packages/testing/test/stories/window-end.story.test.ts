import { given } from "@refund-rules/testing"
import { rule, told } from "./told.ts"

const bought = { captured: 100_00, capturedAt: "2026-01-01T12:00:00.000Z" }
const window = { rules: [rule("window", { _tag: "WithinDays", of: "captured", days: 30 })] }

told(import.meta.filename, {
  title: "The end of a window",
  about: "A window of 30 days ends 30 times 24 hours later, that instant excluded.",
  scenes: {
    "is open a millisecond before": () =>
      given(bought).under(window).ask({}, { askedAt: "2026-01-31T11:59:59.999Z" }).then("Approve"),
    "is closed at the instant": () =>
      given(bought)
        .under(window)
        .ask({}, { askedAt: "2026-01-31T12:00:00.000Z" })
        .then("Refuse", { codes: ["window_closed"] }),
  },
})
