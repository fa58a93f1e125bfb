/** Ends an answer so that it is read: a connection that is closed on what its sender still sends would take its answer with it. */
import type { ServerResponse } from "node:http"

// Whoever sends more than this, or longer, or in more pieces, is hung up on.
const WAIT = { bytes: 4 * 1024 * 1024, pieces: 2048, milliseconds: 2000 }
// Beyond so many at once nobody is waited for: they are no mistake.
const AT_ONCE = 32

let waited = 0

/** Writes an answer at once. The last of its connection ends only when what was still being sent has passed. */
export const finish = (
  response: ServerResponse,
  text: string,
  headers: Readonly<Record<string, unknown>> = {},
): void => {
  const { req } = response
  const isLast = headers["connection"] === "close" || !response.shouldKeepAlive
  if (!isLast || text === "" || req.complete || req.destroyed || waited >= AT_ONCE) return void response.end(text)
  waited += 1
  let [bytes, pieces] = [0, 0]
  const onData = (piece: Buffer): void => {
    bytes += piece.length
    pieces += 1
    if (bytes > WAIT.bytes || pieces > WAIT.pieces) stop()
  }
  const stop = (): void => {
    clearTimeout(timer)
    req.off("data", onData).off("end", stop).off("close", stop)
    waited -= 1
    response.end()
  }
  const timer = setTimeout(stop, WAIT.milliseconds)
  req.on("data", onData).once("end", stop).once("close", stop)
  response.write(text)
  req.resume()
}
