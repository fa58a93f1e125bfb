import { given } from "@refund-rules/testing"
import { fail, line, request, settle, told } from "./told.ts"

told(import.meta.filename, {
  title: "A late failure",
  about: "A bank may return a refund that had succeeded: exactly what it took comes back.",
  scenes: {
    "gives units and fees back too": () =>
      given(
        { captured: 24_00, lines: [line("shirt", 20_00, 4_00, { quantity: 2 })] },
        request("r1", { lines: [{ id: "shirt", quantity: 1 }] }, { terms: { restocking: { basisPoints: 1000 } } }),
        settle("r1"),
      )
        .when(fail("r1"))
        .then({ refunded: 0, retained: 0, remaining: 24_00, lines: [{ units: { remaining: 2 } }] }),
  },
})
