/** Collects a request's body up to a limit; what is longer is refused without being kept, and so is what is large while too much of that is kept. */
import type { IncomingMessage } from "node:http"
import { Effect } from "effect"
import { heavily } from "../http/turns.ts"
import { problem, type Problem } from "./Problem.ts"

// Nearly all bodies are smaller: they are always taken, and never wait.
const SMALL = 16_384
// Of what is larger, so much is kept at once over all connections.
const ROOM = 64 * 1024 * 1024
// A piece of one byte costs as much memory as two hundred in one piece, and as much time as a thousand.
const PIECES = { together: 256, most: 2048 }

let kept = 0

/** The bytes of a body; what is done with those of a large one is begun when its turn has come. */
export const readBody = (request: IncomingMessage, limit: number): Effect.Effect<Buffer, Problem> => {
  const declared = Number(request.headers["content-length"] ?? 0)
  if (declared > limit) return Effect.fail(tooLarge(limit))
  return Effect.callback<Buffer, Problem>((resume) => {
    let pieces: Buffer[] = []
    let [size, own, count] = [0, 0, 0]
    const stop = () => {
      request.off("data", onData).off("end", onEnd).off("close", onClose)
    }
    const fail = (why: Problem) => {
      stop()
      kept -= own
      resume(Effect.fail(why))
    }
    const onData = (piece: Buffer) => {
      size += piece.length
      const fault = size > limit ? tooLarge(limit) : ++count > PIECES.most ? inPieces : undefined
      if (fault !== undefined || (size > SMALL && kept + size - own > ROOM)) {
        request.pause()
        fail(fault ?? noRoom)
        return fault === inPieces ? hangUp(request) : undefined
      }
      if (pieces.push(piece) === PIECES.together) pieces = [Buffer.concat(pieces, size)]
      if (size <= SMALL) return
      kept += size - own
      own = size
    }
    const onEnd = () => {
      stop()
      const whole = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, size)
      if (size <= SMALL) return resume(Effect.succeed(whole))
      heavily(() => {
        kept -= own
        resume(Effect.succeed(whole))
      })
    }
    // Nobody reads this answer: the connection broke before the body was whole.
    const onClose = () => fail(brokenOff)
    request.on("data", onData).on("end", onEnd).on("close", onClose)
  })
}

/** Lets what is left of the same bytes pass without being looked at, and ends the connection once the refusal is on its way. */
const hangUp = (request: IncomingMessage & { readonly _dump?: () => void }): void => {
  request._dump?.()
  process.nextTick(() => process.nextTick(() => request.socket.destroy()))
}

const tooLarge = (limit: number): Problem =>
  problem("body_too_large", `a body may have at most ${limit} bytes`, { headers: { connection: "close" } })

const inPieces = problem("body_too_large", `a body may come in at most ${PIECES.most} pieces`, {
  headers: { connection: "close" },
})

const noRoom = problem("overloaded", "too many large bodies come at once: send it again in a second", {
  headers: { "retry-after": "1", connection: "close" },
})

const brokenOff = problem("malformed_json", "the body ended before it was whole")
