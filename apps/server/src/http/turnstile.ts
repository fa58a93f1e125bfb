/** Lets whoever comes new in, however much those ask who are in already: one connection is accepted each turn of the event loop. */
import type { RequestListener } from "node:http"

// A turn that answers two hundred takes long, and two hundred who come at once take two hundred turns.
const TURN_MILLISECONDS = 1

/** Answers at once; but while somebody comes in, only for so long each turn, and the others in the order they asked. */
export const turnstile = (
  answer: RequestListener,
): { readonly answer: RequestListener; readonly comesIn: () => void } => {
  const waiting: Parameters<RequestListener>[] = []
  let [isNarrow, isComing, endsAt] = [false, false, 0]
  const turn = (): void => {
    isNarrow = isComing
    isComing = false
    endsAt = performance.now() + TURN_MILLISECONDS
    let answered = 0
    while (answered < waiting.length && (!isNarrow || performance.now() < endsAt)) answer(...waiting[answered++]!)
    waiting.splice(0, answered)
    if (isNarrow) setImmediate(turn)
  }
  return {
    answer: (request, response) => {
      if (!isNarrow || (waiting.length === 0 && performance.now() < endsAt)) answer(request, response)
      else waiting.push([request, response])
    },
    comesIn: () => {
      isComing = true
      if (isNarrow) return
      isNarrow = true
      endsAt = performance.now() + TURN_MILLISECONDS
      setImmediate(turn)
    },
  }
}
