import { live } from "./live.ts"
const [from, n] = [Number(process.argv[2] ?? 1), Number(process.argv[3] ?? 1)]
const t = performance.now()
let steps = 0
const seen = new Map<string, [number, string, number]>()
for (let seed = from; seed < from + n; seed++) {
  const { trace } = live({ seed, commands: 200, mode: seed % 2 ? "liveness" : "safety", isTold: process.argv[4] === "t" })
  steps += trace.steps()
  for (const v of trace.violations) { const s = seen.get(v.promise); seen.set(v.promise, s ? [s[0] + 1, s[1], s[2]] : [1, v.what, seed]) }
  if (process.argv[4] === "t") { console.log(trace.last().slice(-Number(process.argv[5] ?? 100)).join("\n")); console.log(trace.hash()) }
}
const s = (performance.now() - t) / 1000
console.log(n / s, "seeds/s", steps / n, "steps")
for (const [k, v] of seen) console.log(k, v)
