/** The whole server in one process, the Stripe facade below its name and the dispatcher with the sandbox beside it. */
import { doorkeeping } from "@refund-rules/server/facades/doorkeeping"
import { Facades } from "@refund-rules/server/facades/Facades"
import { Native } from "@refund-rules/server/http/Native"
import { Readiness } from "@refund-rules/server/lifecycle/Readiness"
import { Traffic } from "@refund-rules/server/lifecycle/Traffic"
import { readSettings } from "@refund-rules/server/settings/readSettings"
import { services } from "@refund-rules/server/start/services"
import { Effect, Layer, References } from "effect"
import { rootKey } from "../http/prepare.ts"

const [, , path] = process.argv

const saying = Layer.effectDiscard(
  Effect.gen(function* () {
    const { url } = yield* Native
    yield* (yield* Readiness).enter("serving")
    console.log(JSON.stringify({ port: Number(new URL(url).port) }))
  }),
)

const surroundings = Layer.mergeAll(Readiness.layer, Traffic.layer)

const server = Effect.gen(function* () {
  const settings = yield* readSettings({
    REFUND_RULES_PORT: "0",
    REFUND_RULES_FACADES: "stripe=0",
    REFUND_RULES_ROOT_KEY: rootKey,
    REFUND_RULES_DATABASE_URL: `file:${path}`,
  })
  const desk = Layer.provideMerge(services(settings), surroundings)
  const facades = Layer.provideMerge(Layer.provide(Facades.layer(settings), doorkeeping(settings.mode)), desk)
  return yield* Layer.launch(saying.pipe(Layer.provide(Native.layer(settings)), Layer.provide(facades)))
})

// One service of the store has a type that cannot be named from here; main.ts, which puts the same together, has it checked.
const whole = server as Effect.Effect<never, unknown>
Effect.runFork(Effect.provideService(whole, References.MinimumLogLevel, "Error"))
