import { dodoGateway } from "@refund-rules/provider-dodo"
import { Redacted } from "effect"
import { gatewayTrial, looksForAnother } from "./gatewayTrial.ts"
import { dodoWired as wired } from "./keyless.ts"

gatewayTrial({
  name: "Dodo",
  wired,
  gateway: (sandbox, timeoutMs) => dodoGateway({ url: `${sandbox}/dodo`, key: Redacted.make("key"), timeoutMs }),
  plants: looksForAnother,
})
