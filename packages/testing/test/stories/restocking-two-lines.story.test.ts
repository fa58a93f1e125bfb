import { given } from "@refund-rules/testing"
import { line, told } from "./told.ts"

told(import.meta.filename, {
  title: "A restocking fee over two lines",
  about: "What is retained falls on the lines by what is claimed of them.",
  scenes: {
    "is shared by worth": () =>
      given({ captured: 100_00, lines: [line("lamp", 75_00), line("bulb", 25_00)] })
        .ask({}, { terms: { restocking: { basisPoints: 1000 } } })
        .then({
          retained: 10_00,
          claim: {
            lines: [
              { amount: 67_50, retained: 7_50 },
              { amount: 22_50, retained: 2_50 },
            ],
          },
        }),
  },
})
