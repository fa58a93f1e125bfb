/** Answers what one connection asks without waiting one after the other: whoever does not read what it asked for costs one answer. */
import type { RequestListener, ServerResponse } from "node:http"
import type { Socket } from "node:net"

/** The next is begun when the one before has left; what is asked on a connection that is gone is not begun at all. */
export const oneByOne = (answer: RequestListener): RequestListener => {
  const newest = new WeakMap<Socket, ServerResponse>()
  return (request, response) => {
    const { socket } = request
    if (socket.destroyed) return
    const before = newest.get(socket)
    newest.set(socket, response)
    const begin = (): void => {
      if (!socket.destroyed) answer(request, response)
    }
    if (before === undefined || before.closed) begin()
    else before.once("close", begin)
  }
}
