import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

const open = { _tag: "OpenSession", sessionId: "s1", ask: { amount: 60_00 }, expiresAt: "2026-01-01T00:10:00.000Z" }

told(import.meta.filename, {
  title: "A session is executed",
  about: "The hold of a session passes to a refund, in one step.",
  scenes: {
    "keeps holding the same": () =>
      given({ captured: 100_00 }, open)
        .when({ _tag: "ExecuteSession", sessionId: "s1", refundId: "r1" })
        .then({ events: ["SessionExecuted"], refund: { status: "accepted" }, held: 60_00, remaining: 40_00 }),
  },
})
