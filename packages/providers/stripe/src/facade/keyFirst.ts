/** Stripe looks at the key before anything else: whoever uses one again for something else hears that, whatever else is wrong. */
import { isKeyReused } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { keyReused } from "./Said.ts"
import type { Visit, Wrong } from "./Visit.ts"

/** What was found wrong, unless its key stands for other content: `fingerprint` is empty where this one cannot be read. */
export const keyFirst = <A>(
  { caller, key, services: { store } }: Visit,
  fingerprint: string,
  reading: Effect.Effect<A, Wrong>,
): Effect.Effect<A, Wrong> =>
  key === undefined
    ? reading
    : Effect.catchTag(reading, "Said", (said) =>
        Effect.flatMap(isKeyReused(store, caller.scope, { door: "stripe", key, fingerprint }), (isReused) =>
          Effect.fail(isReused ? keyReused : said),
        ),
      )
