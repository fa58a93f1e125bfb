/** The laws of the store port, each checked on fresh stores, with or without a test runner. */
import type { Law } from "../laws/Law.ts"
import { errandLaws } from "./errandLaws.ts"
import { guardLaws } from "./guardLaws.ts"
import type { MakeStore } from "./lawOfStores.ts"
import { reopenLaws } from "./reopenLaws.ts"
import { scopeLaws } from "./scopeLaws.ts"

/**
 * What holds of a store; a law that does not hold throws, its sentence first.
 *
 * @example
 * ```ts
 * import { memoryStore, storeLaws } from "@refund-rules/testing"
 *
 * for (const { check } of storeLaws(() => memoryStore())) await check({ runs: 2 })
 * ```
 *
 * @since 0.1.0
 */
export const storeLaws = (makeStore: MakeStore): readonly Law[] =>
  [...guardLaws, ...scopeLaws, ...errandLaws, ...reopenLaws].map((lawOf) => lawOf(makeStore))
