/** Counts requests over all listeners, from their headers to the last byte of their answer, and tells when none is left. */
import type { Server, ServerResponse } from "node:http"
import { Context, Effect, Latch, Layer } from "effect"

/** The requests being answered in this process, and the connections they come on. */
export class Traffic extends Context.Service<
  Traffic,
  {
    /** Counts a listener's requests; call it before the listener accepts. */
    readonly watch: (server: Server) => void
    /** Lets every answer from now on be the last of its connection, and waits until none is owed that was asked for before. */
    readonly ebb: Effect.Effect<void>
    /** Waits until no connection is open. */
    readonly gone: Effect.Effect<void>
  }
>()("@refund-rules/server/lifecycle/Traffic") {
  static readonly layer = Layer.sync(Traffic, () => {
    const [answered, gone] = [Latch.makeUnsafe(true), Latch.makeUnsafe(true)]
    const owed = new Set<ServerResponse>()
    let [connections, isEbbing] = [0, false]
    const take = (response: ServerResponse): void => {
      // Who asks now is turned away at once: nobody has to wait for that.
      if (isEbbing) return last(response)
      owed.add(response)
      answered.closeUnsafe()
      response.once("close", () => {
        owed.delete(response)
        if (owed.size === 0) answered.openUnsafe()
      })
    }
    return Traffic.of({
      watch: (server) => {
        server.prependListener("request", (_, response) => take(response))
        server.on("connection", (socket) => {
          connections += 1
          gone.closeUnsafe()
          socket.once("close", () => {
            connections -= 1
            if (connections === 0) gone.openUnsafe()
          })
        })
      },
      ebb: Effect.suspend(() => {
        isEbbing = true
        // Of several that were asked for one after the other without waiting, only the last may end their connection.
        const newest = new Map([...owed].map((response) => [response.req.socket, response]))
        for (const response of newest.values()) last(response)
        return answered.await
      }),
      gone: gone.await,
    })
  })
}

/** A client that is told so asks no more on this connection: nothing it asks is then cut off. */
const last = (response: ServerResponse): void => {
  if (!response.headersSent) response.shouldKeepAlive = false
}
