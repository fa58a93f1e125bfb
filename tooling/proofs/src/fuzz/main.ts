/** `npm run fuzz -- --requests N --seed S`: asks the real server whatever its document allows, and much that it does not; exits 0 only where every answer is as documented. */
import { readFileSync } from "node:fs"
import { testRootKey } from "@refund-rules/harness"
import { count, told } from "../arguments.ts"
import { seedOfRun } from "../chance.ts"
import { newFolder, openDesk, removeFolder } from "../server/Desk.ts"
import { percentile, table } from "../table.ts"
import { fuzz, type Fuzzed, nobody } from "./fuzz.ts"

const given = told(process.argv.slice(2), {
  requests: "value",
  seed: "value",
  connections: "value",
  life: "value",
  patience: "value",
})
const seed = given.seed === undefined ? seedOfRun() : count(given.seed, 1)
const requests = count(given.requests, 20_000)
// A server lives for so many: lists that are whole grow with everything that was ever accepted.
const life = count(given.life, 50_000)
const manner = { connections: count(given.connections, 32), patienceMs: count(given.patience, 5000) }

/** Megabytes a process holds; 0 where the system does not tell. */
const residentOf = (pid: number): number => {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024)
  } catch {
    return 0
  }
}

const live = async (seedOfLife: number, many: number): Promise<{ run: Fuzzed; megabytes: number }> => {
  const folder = newFolder("fuzz")
  const { server } = await openDesk(folder, { REFUND_RULES_WEBHOOK_ALLOW: nobody })
  try {
    const target = { native: server.line.native, rootKey: testRootKey }
    const run = await fuzz(target, many, seedOfLife, manner)
    const megabytes = residentOf(server.line.pid)
    const { code, stderr } = await server.stop()
    if (code !== 0) run.faults.set(`the server ended with ${code}`, { example: stderr.slice(-2000), count: 1 })
    if (/a request failed|a facade failed/.test(stderr))
      run.faults.set("the log tells of a failure", { example: stderr.slice(0, 3000), count: 1 })
    return { run, megabytes }
  } finally {
    await server[Symbol.asyncDispose]()
    removeFolder(folder)
  }
}

const coverage = new Map<string, Map<number | "none", number>>()
const faults = new Set<string>()
const latencies: number[] = []
const parameters = new Map<string, number>()
let seconds = 0
const resident: number[] = []
for (let done = 0; done < requests; done += life) {
  const { megabytes, run } = await live(seed + done / life, Math.min(life, requests - done))
  seconds += run.seconds
  resident.push(megabytes)
  for (const latency of run.latencies) latencies.push(latency)
  for (const [name, statuses] of run.coverage) {
    const all = coverage.get(name) ?? new Map<number | "none", number>()
    coverage.set(name, all)
    for (const [status, times] of statuses) all.set(status, (all.get(status) ?? 0) + times)
  }
  for (const [name, times] of run.parameters) parameters.set(name, (parameters.get(name) ?? 0) + times)
  for (const [fault, { count: times, example }] of run.faults) {
    if (!faults.has(fault)) console.log(`wrong, ${times} times in this life: ${fault}\n    ${example}`)
    faults.add(fault)
  }
  const rate = Math.round((done + run.requests) / seconds)
  console.error(`${done + run.requests} requests, ${rate} a second, ${megabytes} MB, ${faults.size} faults`)
}

const statuses = [...new Set([...coverage.values()].flatMap((one) => [...one.keys()]))].toSorted(
  (a, b) => Number(a) - Number(b),
)
const rows = [...coverage].map(([name, found]) => [name, ...statuses.map((status) => found.get(status) ?? 0)])
console.log(
  table(
    ["operation", ...statuses.map(String)],
    rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  ),
)
const undriven = [...parameters].filter(([, times]) => times === 0).map(([name]) => name)
console.log(`${parameters.size} parameters, of which no request had its wish: ${undriven.join(", ") || "none"}`)
console.log(
  `seed ${seed}: ${requests} requests in ${seconds.toFixed(0)} s, ${Math.round(requests / seconds)} a second; ` +
    `p50 ${percentile(latencies, 50).toFixed(1)} ms, p99 ${percentile(latencies, 99).toFixed(1)} ms; ` +
    `the server held ${Math.max(...resident)} MB at most; faults: ${faults.size}`,
)
process.exitCode = faults.size === 0 ? 0 : 1
