/** What is wrong with settings only in the company of others: live mode takes nothing that is made for trying things out. */
import { Option, Redacted } from "effect"
import type { WrongSetting } from "./Setting.ts"
import type { Settings } from "./table.ts"

/** Every setting that live mode refuses. */
export const wrongTogether = ({ crashAt, mode, rootKey }: Settings): readonly WrongSetting[] => {
  if (mode === "test") return []
  const wrong: WrongSetting[] = []
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
  return wrong
}

const guessable =
  /change.?me|placeholder|example|password|secret|default|dummy|sample|your.?key|123456|abcdef|^rr_test_/i

const isPlaceholder = (secret: string): boolean =>
  secret.length < 32 || new Set(secret).size < 12 || guessable.test(secret)
