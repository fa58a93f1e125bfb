import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "Several taxes",
  about: "Each tax of a line has its own share.",
  scenes: {
    "are shared each on its own": () =>
      given({
        captured: 115_00,
        lines: [
          line("book", 100_00, 0, {
            taxes: [
              { id: "gst", amount: 5_00 },
              { id: "pst", amount: 10_00 },
            ],
          }),
        ],
      })
        .ask({ amount: 23_00 })
        .then({
          claim: {
            lines: [
              {
                net: 20_00,
                taxes: [
                  { id: "gst", amount: 1_00 },
                  { id: "pst", amount: 2_00 },
                ],
              },
            ],
          },
        }),
  },
})
