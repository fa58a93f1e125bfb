import { given } from "@refund-rules/testing"
import { request, told } from "./told.ts"

const sale = { captured: 20_00, applicationFee: 10_00, transfer: { destination: "acct_1", amount: 5_00 } }

told(import.meta.filename, {
  title: "A fee kept",
  about: "What an earlier refund left with the marketplace is not given back by a later one.",
  scenes: {
    "leaves the later one its own share": () =>
      given(sale, request("r1", { amount: 15_00 }))
        .ask({ amount: 5_00, refundApplicationFee: true })
        .then({ claim: { applicationFee: { share: 2_50, returned: true } } }),
  },
})
