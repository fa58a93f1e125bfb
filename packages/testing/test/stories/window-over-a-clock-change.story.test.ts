import { given } from "@refund-rules/testing"
import { rule, told } from "./told.ts"

const bought = { captured: 100_00, capturedAt: "2026-03-15T12:00:00.000Z" }
const window = { rules: [rule("window", { _tag: "WithinDays", of: "captured", days: 14, timeZone: "Europe/Berlin" })] }

told(import.meta.filename, {
  title: "A window over a clock change",
  about: "In a time zone a window ends with the local day, also where clocks went forward.",
  scenes: {
    "is open to the end of the local day": () =>
      given(bought).under(window).ask({}, { askedAt: "2026-03-29T21:59:59.999Z" }).then("Approve"),
    "is closed at local midnight": () =>
      given(bought).under(window).ask({}, { askedAt: "2026-03-29T22:00:00.000Z" }).then("Refuse"),
  },
})
