// Runs the steps of a task and says, on standard error, how each ended and how to repeat the one that failed.
import { run } from "./child.mjs"
import { Sentence } from "./sentence.mjs"

/** Runs steps in order, the arguments given to the last; gives the exit code of the first that fails, else 0. */
export const runSteps = async (task, steps, args, env) => {
  const announced = steps.length > 1
  const ended = []
  for (const [index, step] of steps.entries()) {
    const [command, ...rest] = index === steps.length - 1 ? [...step.run, ...args] : step.run
    if (command === undefined) throw new Sentence(`say what to run: node tooling/run.mjs ${task} COMMAND [ARGS...]`, 2)
    if (announced) console.error(`── ${step.name}`)
    const started = process.hrtime.bigint()
    const code = await run(command, rest, { ...env, ...step.env })
    ended.push(`${step.name} ${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s`)
    if (code !== 0) {
      if (announced) explain(task, step, code, ended)
      return code
    }
  }
  if (announced) console.error(`── ${task} done: ${ended.join(", ")}`)
  return 0
}

const explain = (task, step, code, ended) => {
  console.error(`── ${task} failed at \`${step.name}\` (exit code ${code}): ${ended.join(", ")}`)
  console.error(`── to repeat only this step: node tooling/run.mjs ${task}/${step.name}`)
}
