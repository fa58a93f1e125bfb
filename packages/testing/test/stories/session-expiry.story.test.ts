import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

const open = { _tag: "OpenSession", sessionId: "s1", ask: { amount: 60_00 }, expiresAt: "2026-01-01T00:10:00.000Z" }

told(import.meta.filename, {
  title: "A session expires",
  about: "At its end a session is over, and a clock that goes back does not reopen it.",
  scenes: {
    "holds up to its end": () =>
      given({ captured: 100_00 }, open)
        .ask({ amount: 40_01 }, { at: "2026-01-01T00:09:59.999Z" })
        .thenRefused("amount_exceeds_refundable"),
    "lets go at its end": () =>
      given({ captured: 100_00 }, open)
        .ask({ amount: 100_00 }, { at: "2026-01-01T00:10:00.000Z" })
        .then({ events: ["SessionExpired", "RefundRequested"], held: 100_00 }),
    "is not executed at its end": () =>
      given({ captured: 100_00 }, open)
        .when({ _tag: "ExecuteSession", sessionId: "s1", at: "2026-01-01T00:10:00.000Z" })
        .thenRefused("session_expired"),
  },
})
