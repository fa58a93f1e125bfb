/** Laws without a test runner: each is checked, and those that break are told, with what broke them. */
import type { Law, Thoroughness } from "./Law.ts"

/**
 * A law that does not hold: its sentence, and the smallest counterexample in words.
 *
 * @since 0.1.0
 */
export interface BrokenLaw {
  readonly sentence: string
  readonly because: string
}

/**
 * Checks laws one after the other, wherever there is JavaScript; nothing broken is an empty list.
 *
 * @example
 * ```ts
 * import { memoryStore, runLaws, storeLaws } from "@refund-rules/testing"
 *
 * const broken = await runLaws(storeLaws(() => memoryStore()), { runs: 2 })
 * broken // => []
 * ```
 *
 * @since 0.1.0
 */
export const runLaws = async (laws: readonly Law[], thoroughness: Thoroughness = {}): Promise<readonly BrokenLaw[]> => {
  const broken: BrokenLaw[] = []
  for (const { check, sentence } of laws) {
    try {
      await check(thoroughness)
    } catch (error) {
      broken.push({ sentence, because: error instanceof Error ? error.message : String(error) })
    }
  }
  return broken
}
