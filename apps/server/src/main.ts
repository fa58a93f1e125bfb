/** Starts the server: settings, then listeners, then the ready line; a start that fails says so on stderr. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Effect, Layer, Option } from "effect"
import { doorkeeping } from "./facades/doorkeeping.ts"
import { Facades } from "./facades/Facades.ts"
import { Native } from "./http/Native.ts"
import { Announcement } from "./lifecycle/Announcement.ts"
import { exitCode, forceOnSecondSignal } from "./lifecycle/exitCode.ts"
import { Readiness } from "./lifecycle/Readiness.ts"
import { Traffic } from "./lifecycle/Traffic.ts"
import { logging } from "./logging.ts"
import { told } from "./observe/told.ts"
import { readSettings, unknownSettings } from "./settings/readSettings.ts"
import { services } from "./start/services.ts"

const environment = process.env as Record<string, string>

const server = Effect.gen(function* () {
  const settings = yield* readSettings(environment)
  const warnings = Layer.effectDiscard(
    Effect.forEach(unknownSettings(environment), (warning) => Effect.logWarning(warning)),
  )
  return yield* Announcement.pipe(
    Layer.provide(Native.layer(settings)),
    Layer.provideMerge(Facades.layer(settings)),
    Layer.provide(doorkeeping(settings.mode)),
    Layer.provide(services(settings)),
    Layer.provide([Readiness.layer, Traffic.layer]),
    Layer.merge(warnings),
    Layer.provide(told(settings)),
    Layer.provide(logging(settings)),
    Layer.launch,
  )
})

const sayOnStderr = (cause: Cause.Cause<{ readonly message: string }>) =>
  Effect.sync(() => {
    if (Cause.hasInterruptsOnly(cause)) return
    const expected = Cause.findErrorOption(cause)
    const words = Option.match(expected, { onNone: () => Cause.pretty(cause), onSome: (error) => error.message })
    process.stderr.write(`refund-rules cannot run\n${words}\n`)
  })

forceOnSecondSignal()
NodeRuntime.runMain(Effect.tapCause(server, sayOnStderr), {
  disableErrorReporting: true,
  teardown: (exit, done) => done(exitCode(exit)),
})
