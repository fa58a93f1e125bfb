/** Counts requests over all listeners, from their headers to the last byte of their answer, and tells when none is left. */
import type { Server } from "node:http"
import { Context, Latch, Layer } from "effect"
import type { Effect } from "effect"

/** The requests being answered in this process. */
export class Traffic extends Context.Service<
  Traffic,
  {
    /** Counts a listener's requests; call it before the listener accepts. */
    readonly watch: (server: Server) => void
    /** Waits until no request is being answered. */
    readonly idle: Effect.Effect<void>
  }
>()("@refund-rules/server/lifecycle/Traffic") {
  static readonly layer = Layer.sync(Traffic, () => {
    const quiet = Latch.makeUnsafe(true)
    let count = 0
    return Traffic.of({
      watch: (server) =>
        void server.prependListener("request", (_, response) => {
          count += 1
          quiet.closeUnsafe()
          response.once("close", () => {
            count -= 1
            if (count === 0) quiet.openUnsafe()
          })
        }),
      idle: quiet.await,
    })
  })
}
