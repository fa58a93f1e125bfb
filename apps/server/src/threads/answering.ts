/** The other end of a thread: answers each question that its server asks, or says why it cannot. */
import { parentPort } from "node:worker_threads"
import type { Answered } from "./openThread.ts"

/** Answers until the thread is ended. */
export const answering = <Asked, Answer>(answer: (question: Asked) => Promise<Answer>): void => {
  const tell = (message: Answered<Answer>): void => parentPort?.postMessage(message)
  parentPort?.on("message", (question: Asked) => {
    answer(question).then(
      (made) => tell({ answer: made }),
      (error: unknown) => tell({ failed: String(error) }),
    )
  })
}
