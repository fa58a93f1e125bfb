/** Looks again and again at what waits in the store, and says so in measures; a store that does not answer is looked at later. */
import { Backlog } from "@refund-rules/engine"
import { Effect, Layer, Schedule } from "effect"
import type { Settings } from "../settings/table.ts"
import { ages, depths } from "./measures.ts"

/** For as long as the server lives; what it says is as old as five polls at most. */
export const watchedQueues = ({ pollMilliseconds }: Pick<Settings, "pollMilliseconds">) =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const backlog = yield* Backlog
      const look = Effect.flatMap(backlog.queues, (queues) =>
        Effect.withFiber((fiber) =>
          Effect.sync(() => {
            for (const { name, oldestMilliseconds, waiting } of queues) {
              depths({ queue: name }).updateUnsafe(waiting, fiber.context)
              ages({ queue: name }).updateUnsafe(oldestMilliseconds / 1000, fiber.context)
            }
          }),
        ),
      )
      yield* Effect.ignore(look).pipe(Effect.repeat(Schedule.spaced(5 * pollMilliseconds)), Effect.forkScoped)
    }),
  )
