/**
 * Registers laws as tests of vitest: the one module of this package that needs it.
 *
 * @since 0.1.0
 */
import { describe, it } from "vitest"
import type { Law, Thoroughness } from "./laws/Law.ts"

/**
 * One test for each law, under a title.
 *
 * @example
 * ```ts sketch
 * import { coreLaws } from "@refund-rules/testing"
 * import { registerLaws } from "@refund-rules/testing/vitest"
 *
 * registerLaws("the core", coreLaws, { runs: 1000 })
 * ```
 *
 * @since 0.1.0
 */
export const registerLaws = (title: string, laws: readonly Law[], thoroughness: Thoroughness = {}): void => {
  const { runs = 1000 } = thoroughness
  describe(title, () => {
    for (const { check, sentence } of laws) it(sentence, { timeout: 60_000 + runs * 10 }, () => check(thoroughness))
  })
}
