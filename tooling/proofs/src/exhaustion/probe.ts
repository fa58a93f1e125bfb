/** Asks a server whether it lives, and for a real refund, over and over, and keeps how long each answer took. */
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import type { ReadyLine } from "@refund-rules/harness"
import { bytesOf } from "../fuzz/Question.ts"
import { openLine } from "../document/Line.ts"

/** What a probe saw. */
export interface Probed {
  readonly asked: number
  /** The longest wait, in milliseconds, less what other processes kept the server, or the probe itself, from running. */
  readonly longest: { readonly livez: number; readonly refund: number }
  /** Answers that were not 2xx, or none at all. */
  readonly wrong: readonly string[]
}

/** A probe that runs until it is stopped. */
export interface Probe {
  /** How often it was answered so far. */
  readonly asked: () => number
  readonly stop: () => Promise<Probed>
}

let keys = 0

/** Starts one; the payment has to have enough for one minor unit each time. */
export const startProbe = ({ native, pid }: ReadyLine, key: string, paymentId: string): Probe => {
  const port = Number(new URL(native).port)
  const authorized = [
    ["Authorization", `Bearer ${key}`],
    ["Content-Type", "application/json"],
  ] as const
  const wrong: string[] = []
  const longest = { livez: 0, refund: 0 }
  let [asked, isOver] = [0, false]
  const refund = () => ({
    method: "POST",
    target: "/v1/refunds",
    headers: [...authorized, ["Idempotency-Key", `probe-${++keys}`] as const],
    body: Buffer.from(JSON.stringify({ paymentId, amount: 1 })),
  })
  const livez = () => ({ method: "GET", target: "/livez", headers: [], body: undefined })
  const run = async (which: "livez" | "refund", made: typeof refund | typeof livez): Promise<void> => {
    while (!isOver) {
      // A connection of its own each time: whoever asks whether it lives has none yet.
      const line = openLine(port, 60_000)
      const [lag, waited] = [lagged(), waitedOf(pid)]
      const heard = await line.ask(bytesOf({ ...made(), operation: undefined, wanted: "anything", how: "" }), false)
      line.close()
      asked += 1
      const held = lag() + waitedOf(pid) - waited
      if (heard.status === "none") wrong.push(`${which}: ${heard.cause}`)
      else if (heard.status >= 300) wrong.push(`${which}: ${heard.status} ${heard.text.slice(0, 200)}`)
      else longest[which] = Math.max(longest[which], heard.milliseconds - held)
      await sleep(40)
    }
  }
  const running = Promise.all([run("livez", livez), run("refund", refund)])
  return {
    asked: () => asked,
    stop: async () => {
      isOver = true
      await running
      return { asked, longest, wrong }
    },
  }
}

/** How long this process was kept from running since it was asked to watch: that is no wait for the server. */
const lagged = (): (() => number) => {
  const every = 5
  let [last, held] = [performance.now(), 0]
  const timer = setInterval(() => {
    const now = performance.now()
    held += Math.max(0, now - last - 2 * every)
    last = now
  }, every)
  return () => {
    clearInterval(timer)
    return held
  }
}

/** Milliseconds that a process's first thread was ready to run and was not let: others had the processor. */
const waitedOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e6

/** The most memory a process ever held, in megabytes. */
export const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024
