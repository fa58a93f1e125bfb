/** A program on a thread of its own, asked one thing at a time: whatever it does there, the server goes on answering. */
import { Worker } from "node:worker_threads"
import { Data, Effect, type Scope } from "effect"

/** A thread gave no answer: it needed more memory than it may have, or it broke. */
export class ThreadFailed extends Data.TaggedError("ThreadFailed")<{
  readonly why: "memory" | "broken"
  readonly detail: string
}> {}

/** A thread that is open. */
export interface Thread<Asked, Answer> {
  readonly ask: (question: Asked) => Effect.Effect<Answer, ThreadFailed>
}

/** How a thread answers: what its program made of the question, or why it could not. */
export type Answered<Answer> = { readonly answer: Answer } | { readonly failed: string }

const here = import.meta.url
const ending = here.endsWith(".ts") ? "ts" : "js"

/** What a thread needs is some hundred cases at a time: told so, it collects early, and ends instead of growing. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

/** Opens a thread that runs a program beside this module, and ends it with the scope, whatever it is at. */
export const openThread = <Asked, Answer>(
  program: "backtesting" | "checking",
  data: unknown,
): Effect.Effect<Thread<Asked, Answer>, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Worker(new URL(`./${program}.${ending}`, here), { workerData: data, resourceLimits })),
      (worker) => Effect.promise(() => worker.terminate()),
    ),
    threadOver<Asked, Answer>,
  )

const threadOver = <Asked, Answer>(worker: Worker): Thread<Asked, Answer> => {
  let failed: ThreadFailed | undefined
  let settle: ((answer: Effect.Effect<Answer, ThreadFailed>) => void) | undefined
  const fail = (why: ThreadFailed["why"], detail: string): void => {
    failed ??= new ThreadFailed({ why, detail: detail.slice(0, 300) })
    settle?.(Effect.fail(failed))
  }
  worker.on("message", (message: Answered<Answer>) =>
    "answer" in message
      ? settle?.(Effect.succeed(message.answer))
      : settle?.(Effect.fail(new ThreadFailed({ why: "broken", detail: message.failed.slice(0, 300) }))),
  )
  worker.on("error", (error: NodeJS.ErrnoException) =>
    fail(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory" : "broken", String(error)),
  )
  worker.on("exit", (code) => fail("broken", `the thread ended with ${code}`))
  return {
    ask: (question) =>
      Effect.callback((resume) => {
        if (failed !== undefined) return resume(Effect.fail(failed))
        settle = resume
        worker.postMessage(question)
      }),
  }
}
