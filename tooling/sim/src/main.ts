/** `npm run sim -- --seeds N [--seed S] [--mode safety|liveness] [--fault NAME]`: the whole service on a virtual clock, seed after seed. */
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import { plants } from "./plants/plants.ts"
import { type Broken, liveAs, type Met, modeOf, type Plan, planOf, together } from "./simulate.ts"

const WORKERS = 2
const TOLD = 40

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    commands: { type: "string", default: "200" },
    mode: { type: "string" },
    fault: { type: "string" },
  },
})

const count = (name: "commands" | "seed" | "seeds"): number => {
  if (/^[1-9]\d{0,8}$/.test(values[name])) return Number(values[name])
  throw new Error(`--${name} takes a whole number above 0, not \`${values[name]}\``)
}

const modeNamed = (name: string | undefined): Plan["mode"] => {
  if (name === undefined || name === "safety" || name === "liveness") return name
  throw new Error(`--mode is \`safety\` or \`liveness\`, not \`${name}\``)
}

const run = (plan: Plan): Promise<Met> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: plan })
    worker.once("message", resolve)
    worker.once("error", reject)
  })

const told = ({ counts }: Met): string =>
  ["| step | fault | times |", "| --- | --- | ---: |"]
    .concat(
      [...counts]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, times]) => `| ${name.replace("\t", " | ")} | ${times} |`),
    )
    .join("\n")

/** A broken promise: which, the last steps before it, and the command that brings it back. */
const tellBroken = (plan: Plan, { promise, seed, what }: Broken): void => {
  console.log(liveAs(plan, seed, true).trace.last().slice(-TOLD).join("\n"))
  const planted = plan.fault === undefined ? "" : ` --fault ${plan.fault}`
  console.log(`\nbroken: ${promise}: ${what}`)
  console.log(
    `again: npm run sim -- --seeds 1 --seed ${seed} --mode ${modeOf(plan, seed)} --commands ${plan.commands}${planted}`,
  )
}

const plan = planOf({
  seed: count("seed"),
  seeds: count("seeds"),
  commands: count("commands"),
  mode: modeNamed(values.mode),
  fault: values.fault,
})
const planted = plants.find(({ name }) => name === plan.fault)
if (plan.fault !== undefined && planted === undefined)
  throw new Error(`--fault is one of ${plants.map(({ name }) => name).join(", ")}, not \`${plan.fault}\``)
if (planted !== undefined) console.log(`planted: ${planted.says}`)

const begun = performance.now()
const shares = Array.from({ length: Math.min(WORKERS, plan.seeds) }, (_, index) =>
  planOf({ ...plan, seed: plan.seed + index, seeds: plan.seeds - index, every: WORKERS }),
)
const met = together(await Promise.all(shares.map(run)))
const seconds = (performance.now() - begun) / 1000

console.log(told(met))
console.log(
  `${met.lives} lives in ${seconds.toFixed(1)} s, ${(met.lives / seconds).toFixed(1)} seeds/s, ${met.steps} steps, ${(met.hours / 24 / 365).toFixed(1)} years`,
)
for (const promise of new Set(met.broken.map((one) => one.promise))) {
  const seeds = new Set(met.broken.filter((one) => one.promise === promise).map(({ seed }) => seed))
  console.log(`broken in ${seeds.size} lives: ${promise} (seeds ${[...seeds].slice(0, 5).join(", ")})`)
}
const [first] = met.broken
if (first === undefined) console.log("no promise was broken")
else tellBroken(plan, first)
process.exitCode = first === undefined ? 0 : 1
