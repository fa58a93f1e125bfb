/** What is wrong with settings only in the company of others: live mode takes nothing that is made for trying things out. */
import type { Credential } from "@refund-rules/provider-kit"
import { Option, Redacted } from "effect"
import { providers } from "../providers.ts"
import { type GatewayGiven, nameOf, words } from "./gatewayTable.ts"
import type { WrongSetting } from "./Setting.ts"
import type { Settings } from "./table.ts"

/** Every setting that live mode refuses. */
export const wrongTogether = (settings: Settings): readonly WrongSetting[] => {
  const { crashAt, mode, rootKey, sandboxUrl, webhookAllow } = settings
  if (mode === "test") return credentialsMissing(settings)
  const wrong: WrongSetting[] = [...credentialsMissing(settings), ...madeForTrying(settings)]
  if (Option.isSome(rootKey) && isPlaceholder(Redacted.value(rootKey.value))) {
    wrong.push({
      name: "REFUND_RULES_ROOT_KEY",
      expected: "in live mode a secret of 32 characters or more that nobody can guess, and no key of test mode",
      found: Option.none(),
    })
  }
  if (Option.isSome(crashAt)) {
    wrong.push({ name: "REFUND_RULES_CRASH_AT", expected: "nothing at all in live mode", found: crashAt })
  }
  if (Option.isSome(sandboxUrl)) {
    wrong.push({ name: "REFUND_RULES_SANDBOX_URL", expected: "nothing at all in live mode", found: sandboxUrl })
  }
  if (webhookAllow.size > 0) {
    const found = Option.some([...webhookAllow].join(","))
    wrong.push({ name: "REFUND_RULES_WEBHOOK_ALLOW", expected: "nothing at all in live mode", found })
  }
  return wrong
}

/** A provider itself is never asked without what it wants to be shown; whoever gives some of it must give all. */
const credentialsMissing = ({ gateways }: Settings): readonly WrongSetting[] =>
  providers.flatMap(({ provider: { credentials: wanted, name } }) => {
    const given = gateways.get(name)
    if (given === undefined || !isAsked(given)) return []
    return wanted
      .filter((credential) => Option.isNone(given.credentials[credential]))
      .map((credential) => ({
        name: nameOf(name, words[credential]),
        expected: `a value, where another setting of the gateway to ${name} has one`,
        found: Option.none(),
      }))
  })

const isAsked = ({ credentials, url }: GatewayGiven): boolean =>
  Option.isSome(url) || Object.values(credentials).some((one) => Option.isSome(one))

/** A provider's test key moves no money, and plain HTTP shows the key to everybody on the way. */
const madeForTrying = ({ gateways }: Settings): readonly WrongSetting[] =>
  providers.flatMap(({ provider: { isOfTestMode, name } }) => {
    const { credentials, url } = gateways.get(name)!
    const wrong: WrongSetting[] = []
    for (const [credential, secret] of Object.entries(credentials) as [Credential, Option.Option<Redacted.Redacted>][])
      if (Option.exists(secret, (given) => isOfTestMode(Redacted.value(given))))
        wrong.push({
          name: nameOf(name, words[credential]),
          expected: "no test key in live mode",
          found: Option.none(),
        })
    if (Option.exists(url, (given) => !given.startsWith("https:")))
      wrong.push({ name: nameOf(name, "URL"), expected: "https in live mode", found: url })
    return wrong
  })

const guessable =
  /change.?me|placeholder|example|password|secret|default|dummy|sample|your.?key|123456|abcdef|^rr_test_/i

const isPlaceholder = (secret: string): boolean =>
  secret.length < 32 || new Set(secret).size < 12 || guessable.test(secret)
