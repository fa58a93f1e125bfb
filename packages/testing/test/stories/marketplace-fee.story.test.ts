import { given } from "@refund-rules/testing"
import { told } from "./told.ts"

const sale = { captured: 20_00, applicationFee: 10_00, transfer: { destination: "acct_1", amount: 5_00 } }

told(import.meta.filename, {
  title: "A marketplace’s fee",
  about: "A refund takes its share of the application fee, given back when asked.",
  scenes: {
    "goes back with its share": () =>
      given(sale)
        .ask({ amount: 15_00, refundApplicationFee: true })
        .then({ claim: { applicationFee: { share: 7_50, returned: true } } }),
    "is kept when not asked for": () =>
      given(sale)
        .ask({ amount: 15_00 })
        .then({ claim: { applicationFee: { share: 7_50, returned: false } } }),
  },
})
