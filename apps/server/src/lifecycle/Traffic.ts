/** Counts requests over all listeners, from their headers to the last byte of their answer, and tells when none is left; none may ask without end. */
import type { Server, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { Context, Effect, Latch, Layer } from "effect"

// Each costs some ten kilobytes until it is answered, and a client can ask for it in twenty-six bytes.
const owedAtMost = { byConnection: 64, behindOthers: 4096 }

const late = new WeakSet<object>()

/** Whether a request came only after this process was asked to stop: it is for another one to answer. */
export const isLate = (request: object): boolean => late.has(request)

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
    const { enter, leave, newest, take } = owing(answered, gone)
    let isEbbing = false
    return Traffic.of({
      watch: (server) => {
        // Who asks now is turned away at once: nobody has to wait for that.
        server.prependListener("request", (request, response) => {
          if (!isEbbing) return take(response)
          late.add(request)
          last(response)
        })
        server.on("connection", (socket) => {
          enter(socket)
          socket.once("close", () => leave(socket))
        })
      },
      ebb: Effect.suspend(() => {
        isEbbing = true
        newest().forEach(last)
        return answered.await
      }),
      gone: gone.await,
    })
  })
}

/** What each connection waits for; the latches are open while none waits, and while there is none. */
const owing = (answered: Latch.Latch, gone: Latch.Latch) => {
  const owed = new Map<Socket, Set<ServerResponse>>()
  let [all, behind] = [0, 0]
  return {
    enter: (socket: Socket): void => {
      owed.set(socket, new Set())
      gone.closeUnsafe()
    },
    take: (response: ServerResponse): void => {
      const { socket } = response.req
      const waiting = owed.get(socket)
      if (waiting === undefined || socket.destroyed) return
      const isBehind = waiting.size > 0
      if (isBehind && (waiting.size >= owedAtMost.byConnection || behind >= owedAtMost.behindOthers))
        return cutOff(socket)
      waiting.add(response)
      all += 1
      if (isBehind) behind += 1
      answered.closeUnsafe()
      response.once("close", () => {
        if (!waiting.delete(response)) return
        all -= 1
        if (waiting.size > 0) behind -= 1
        if (all === 0) answered.openUnsafe()
      })
    },
    leave: (socket: Socket): void => {
      // Node tells only the answer whose turn it was that its connection is gone: the others would be waited for for ever.
      for (const response of owed.get(socket) ?? []) if (response.socket === null) response.destroy().emit("close")
      owed.delete(socket)
      if (owed.size === 0) gone.openUnsafe()
    },
    /** Of several that were asked for one after the other without waiting, only the last may end their connection. */
    newest: (): readonly ServerResponse[] => [...owed.values()].flatMap((waiting) => [...waiting].slice(-1)),
  }
}

/** Ends a connection now: what it asked at once would else be kept until all others that asked as much were read, too. */
const cutOff = (socket: Socket & { readonly parser?: { onIncoming: () => number } | null }): void => {
  socket.destroy()
  // Node's parser would still make all that came in the same piece into requests, thousands of them: at what is no
  // answer of this hook's it stops.
  if (socket.parser) socket.parser.onIncoming = () => -1
  process.nextTick(() => {
    // Node makes an error for each that is not answered; where each was made costs more than all the rest.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    socket.emit("close")
    Error.stackTraceLimit = stackTraceLimit
  })
}

/** A client that is told so asks no more on this connection: nothing it asks is then cut off. */
const last = (response: ServerResponse): void => {
  if (!response.headersSent) response.shouldKeepAlive = false
}
