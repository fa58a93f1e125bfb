// Runs a task of this repository with everything it needs in place:
//
//   node tooling/run.mjs TASK [ARGS...]        every step of a task; ARGS go to its last step
//   node tooling/run.mjs TASK/STEP [ARGS...]   one step
//
// 1. Node.js: the one running this file if it satisfies "engines.node", else the one .node-version names.
// 2. pnpm: the one on PATH if it is exactly the one "packageManager" names, else that one.
// 3. Dependencies: `pnpm install --frozen-lockfile`, skipped while nothing it reads has changed.
//
// What is missing goes to .toolchain/ in this checkout; nothing is installed globally, and nothing is written to
// standard output, which belongs to the task. Plain JavaScript without dependencies, for Node.js 18 and up.
import { installDependencies } from "./bootstrap/dependencies.mjs"
import { environment, prependPath } from "./bootstrap/environment.mjs"
import { Sentence } from "./bootstrap/sentence.mjs"
import { runSteps } from "./bootstrap/steps.mjs"
import { ensureToolchain } from "./bootstrap/toolchain.mjs"
import { tasks } from "./tasks.mjs"

/** The steps that `TASK` or `TASK/STEP` names. */
const select = (wanted) => {
  const [name, only] = wanted.split("/")
  if (!Object.hasOwn(tasks, name)) {
    throw new Sentence(`there is no task \`${name}\`: use one of ${Object.keys(tasks).join(", ")}`, 2)
  }
  const task = tasks[name]
  const steps = only === undefined ? task.steps : task.steps.filter((step) => step.name === only)
  if (steps.length === 0) {
    const names = task.steps.map((step) => `${name}/${step.name}`).join(", ")
    throw new Sentence(`task \`${name}\` has no step \`${only}\`: use one of ${names}`, 2)
  }
  return { name, steps, needs: task.needs ?? "dependencies" }
}

try {
  const [wanted = "", ...args] = process.argv.slice(2)
  const { name, steps, needs } = select(wanted)
  const env = environment()
  await ensureToolchain(env)
  if (needs === "dependencies") await installDependencies(env)
  prependPath(env, "node_modules/.bin")
  process.exitCode = await runSteps(name, steps, args, env)
} catch (error) {
  if (!(error instanceof Sentence)) throw error
  console.error(error.message)
  process.exitCode = error.exitCode
}
