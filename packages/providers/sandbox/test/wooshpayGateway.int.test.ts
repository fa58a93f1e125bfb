import { wooshpayGateway } from "@refund-rules/provider-wooshpay"
import { Redacted } from "effect"
import { gatewayTrial } from "./gatewayTrial.ts"
import { wooshpayWired as wired } from "./keyless.ts"

gatewayTrial({
  name: "WooshPay",
  wired,
  gateway: (sandbox, timeoutMs) =>
    wooshpayGateway({ url: `${sandbox}/wooshpay`, key: Redacted.make("sk_test_1"), timeoutMs }),
})
