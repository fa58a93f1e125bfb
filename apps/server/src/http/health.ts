/** Answers `/livez` and `/readyz`; neither touches more than `Readiness` does. */
import { health as probes } from "@refund-rules/http-api"
import { Effect } from "effect"
import { HttpApi, HttpApiBuilder } from "effect/http-api"
import { Readiness } from "../lifecycle/Readiness.ts"
import { problem, unavailable } from "./problem.ts"

/** The part of the interface that needs no key. */
export const Probes = HttpApi.make("refund-rules").add(probes)

/** The handlers of the health group. */
export const health = HttpApiBuilder.group(
  Probes,
  "health",
  Effect.fnUntraced(function* (handlers) {
    const readiness = yield* Readiness
    return handlers.handleAll({
      livez: () => Effect.succeed({ alive: true as const }),
      readyz: () =>
        readiness.ask.pipe(
          Effect.map((checks) => ({ ready: true as const, checks })),
          Effect.catch(({ code, detail }) => Effect.flip(problem(unavailable(code, detail)))),
        ),
    })
  }),
)
