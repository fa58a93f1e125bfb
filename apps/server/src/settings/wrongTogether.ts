/** What is wrong with settings only in the company of others: live mode takes nothing that is made for trying things out. */
import { Option, Redacted } from "effect"
import type { WrongSetting } from "./Setting.ts"
import type { Settings } from "./table.ts"

/** Every setting that live mode refuses. */
export const wrongTogether = (settings: Settings): readonly WrongSetting[] => {
  const { crashAt, mode, rootKey, sandboxUrl } = settings
  if (mode === "test") return stripeKeyMissing(settings)
  const wrong: WrongSetting[] = [...stripeKeyMissing(settings), ...madeForTrying(settings)]
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
  return wrong
}

/** Stripe itself is never asked without a key. */
const stripeKeyMissing = ({ stripeKey, stripeUrl }: Settings): readonly WrongSetting[] =>
  Option.isSome(stripeUrl) && Option.isNone(stripeKey)
    ? [
        {
          name: "REFUND_RULES_GATEWAY_STRIPE_KEY",
          expected: "a key, where REFUND_RULES_GATEWAY_STRIPE_URL is set",
          found: Option.none(),
        },
      ]
    : []

/** A provider's test key moves no money, and plain HTTP shows the key to everybody on the way. */
const madeForTrying = ({ stripeKey, stripeUrl }: Settings): readonly WrongSetting[] => {
  const wrong: WrongSetting[] = []
  if (Option.exists(stripeKey, (key) => Redacted.value(key).includes("_test_"))) {
    wrong.push({ name: "REFUND_RULES_GATEWAY_STRIPE_KEY", expected: "no test key in live mode", found: Option.none() })
  }
  if (Option.exists(stripeUrl, (url) => !url.startsWith("https:"))) {
    wrong.push({ name: "REFUND_RULES_GATEWAY_STRIPE_URL", expected: "https in live mode", found: stripeUrl })
  }
  return wrong
}

const guessable =
  /change.?me|placeholder|example|password|secret|default|dummy|sample|your.?key|123456|abcdef|^rr_test_/i

const isPlaceholder = (secret: string): boolean =>
  secret.length < 32 || new Set(secret).size < 12 || guessable.test(secret)
