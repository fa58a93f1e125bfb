/** Collects a request's body up to a limit; what is longer is refused without being kept. */
import type { IncomingMessage } from "node:http"
import { Effect } from "effect"
import { problem, type Problem } from "./Problem.ts"

/** The bytes of a body. */
export const readBody = (request: IncomingMessage, limit: number): Effect.Effect<Buffer, Problem> => {
  const declared = Number(request.headers["content-length"] ?? 0)
  if (declared > limit) return Effect.fail(tooLarge(limit))
  return Effect.callback<Buffer, Problem>((resume) => {
    const chunks: Buffer[] = []
    let size = 0
    const stop = () => {
      request.off("data", onData).off("end", onEnd).off("close", onClose)
    }
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) return void chunks.push(chunk)
      stop()
      request.pause()
      resume(Effect.fail(tooLarge(limit)))
    }
    const onEnd = () => {
      stop()
      resume(Effect.succeed(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)))
    }
    // Nobody reads this answer: the connection broke before the body was whole.
    const onClose = () => {
      stop()
      resume(Effect.fail(problem("malformed_json", "the body ended before it was whole")))
    }
    request.on("data", onData).on("end", onEnd).on("close", onClose)
  })
}

const tooLarge = (limit: number): Problem =>
  problem("body_too_large", `a body may have at most ${limit} bytes`, { headers: { connection: "close" } })
