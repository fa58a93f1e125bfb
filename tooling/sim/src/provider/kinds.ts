/** The kinds of provider a life meets: with and without keys, look-ups, webhooks and a limit of their own. */
import type { Gateway } from "@refund-rules/engine"

export interface Kind {
  readonly name: string
  /** A repeated send under one key moves nothing again. */
  readonly keyed: boolean
  readonly lookUp: (typeof Gateway)["Service"]["lookUp"]
  readonly hasWebhooks: boolean
  /** Its webhooks say which refund of ours they are about. */
  readonly namesUs: boolean
  /** A send under a known key is answered as refunded already, and not as the first one was. */
  readonly deniesRepeats: boolean
  /** It refuses what goes beyond the payment, in its own words; others pay whatever they are asked to. */
  readonly isStrict: boolean
  /** Of a hundred refunds, how many are not done at once. */
  readonly settlesLater: number
  /** Of a hundred that succeeded, how many come back from the bank. */
  readonly comesBack: number
}

const kind = (name: string, given: Partial<Omit<Kind, "name">>): Kind => ({
  name,
  keyed: true,
  lookUp: "by-key",
  hasWebhooks: true,
  namesUs: true,
  deniesRepeats: false,
  isStrict: false,
  settlesLater: 40,
  comesBack: 8,
  ...given,
})

export const kinds: readonly Kind[] = [
  kind("keyed", {}),
  kind("keyed-strict", { isStrict: true }),
  kind("keyed-denying", { deniesRepeats: true }),
  kind("keyed-silent", { hasWebhooks: false, lookUp: "by-list", comesBack: 0 }),
  kind("keyed-blind", { lookUp: "none" }),
  kind("keyless", { keyed: false, lookUp: "by-list", namesUs: false }),
  kind("keyless-strict", { keyed: false, lookUp: "by-list", isStrict: true }),
  kind("keyless-by-id", { keyed: false, lookUp: "by-id" }),
  kind("keyless-blind", { keyed: false, lookUp: "none", namesUs: false }),
  kind("keyless-mute", { keyed: false, lookUp: "none", hasWebhooks: false, settlesLater: 0, comesBack: 0 }),
]
