import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

const open = { _tag: "OpenSession", sessionId: "s1", ask: { amount: 60_00 }, expiresAt: "2026-01-01T00:10:00.000Z" }

told(import.meta.filename, {
  title: "A session is canceled",
  about: "A canceled session lets go, and is not executed any more.",
  scenes: {
    "lets go": () =>
      given({ captured: 100_00 }, open)
        .when({ _tag: "CancelSession", sessionId: "s1" })
        .then({ held: 0, remaining: 100_00 }),
    "stays canceled": () =>
      given({ captured: 100_00 }, open, { _tag: "CancelSession", sessionId: "s1" })
        .when({ _tag: "ExecuteSession", sessionId: "s1" })
        .thenRefused("session_state_conflict"),
  },
})
