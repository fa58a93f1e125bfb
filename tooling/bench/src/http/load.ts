/**
 * Loads one server from its own process over connections that stay, every answer read to its end: either as fast as it
 * answers, or at a fixed rate. Prints how many were answered with 2xx, how many were not, and how long they took.
 */
import { connect, type Socket } from "node:net"

/** What to send: `@` stands for a text that is never used twice, `#` for a number below `modulo`, one after the other. */
export interface Load {
  readonly port: number
  readonly connections: number
  readonly milliseconds: number
  readonly head: readonly string[]
  readonly body: string
  readonly salt: string
  readonly modulo: number
  /**
   * Requests a second, sent when they are due whether or not earlier ones were answered; each is timed from when it was due,
   * so that a server that stands still is charged for everybody who would have waited. Without it each connection asks again
   * as soon as it was answered.
   */
  readonly rate?: number
}

export interface Loaded {
  readonly good: number
  readonly bad: number
  readonly firstBad: string
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

let counter = 0
let good = 0
let bad = 0
let firstBad = ""
const latencies: number[] = []

const requestOf = ({ body, head, modulo, salt }: Load): string => {
  const number = counter++
  const filled = body.replaceAll("#", String(number % modulo))
  const lines = head.map((line) => line.replaceAll("@", `${salt}${number}`))
  return `${lines.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(filled)}\r\n\r\n${filled}`
}

/** A connection that is open: it asks one thing at a time, and says when it is free again. */
interface Asker {
  readonly ask: (since: number) => void
  readonly socket: Socket
}

const opened = (load: Load, free: (asker: Asker) => void): Promise<Asker> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: load.port, noDelay: true })
    let pending = ""
    let asked = 0
    const asker: Asker = {
      socket,
      ask: (since) => {
        asked = since
        socket.write(requestOf(load))
      },
    }
    socket.setEncoding("latin1")
    socket.on("connect", () => resolve(asker))
    socket.on("error", reject)
    socket.on("data", (chunk) => {
      pending += String(chunk)
      const end = pending.indexOf("\r\n\r\n")
      if (end < 0) return
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(pending)?.[1] ?? 0)
      if (pending.length < end + 4 + length) return
      if (pending.startsWith("HTTP/1.1 2")) good++
      else {
        bad++
        if (firstBad === "") firstBad = pending.slice(0, 1000)
      }
      latencies.push(performance.now() - asked)
      pending = pending.slice(end + 4 + length)
      free(asker)
    })
  })

/** As fast as it is answered: a connection that is free asks again, until the time is over. */
const asFastAsAnswered = async (load: Load): Promise<number> => {
  let started = 0
  const ended: Promise<void>[] = []
  const free = ({ ask, socket }: Asker): void => {
    if (performance.now() >= started + load.milliseconds) socket.end()
    else ask(performance.now())
  }
  const askers = await Promise.all(Array.from({ length: load.connections }, () => opened(load, free)))
  started = performance.now()
  for (const asker of askers) {
    ended.push(new Promise((resolve) => asker.socket.once("close", () => resolve())))
    asker.ask(started)
  }
  await Promise.all(ended)
  return started
}

/** At a fixed rate: what is due is sent by whoever is free, or waits until somebody is, its time running. */
const atRate = async (load: Load, rate: number): Promise<number> => {
  const idle: Asker[] = []
  const all: Socket[] = []
  let [started, due] = [0, 0]
  const total = Math.max(1, Math.round((load.milliseconds / 1000) * rate))
  const dueAt = (index: number): number => started + (index * 1000) / rate
  const send = (): void => {
    while (due < total && idle.length > 0 && dueAt(due) <= performance.now()) idle.pop()!.ask(dueAt(due++))
  }
  const askers = await Promise.all(
    Array.from({ length: load.connections }, () => opened(load, (asker) => (idle.push(asker), send()))),
  )
  for (const asker of askers) {
    idle.push(asker)
    all.push(asker.socket)
  }
  started = performance.now()
  // A timer is late by a millisecond and more; whoever looks all the time has a core of its own to do so.
  const last = started + load.milliseconds + 20_000
  while (good + bad < total && performance.now() < last) {
    send()
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (good + bad < total) throw new Error(`${total - good - bad} of ${total} requests were not answered`)
  for (const socket of all) socket.destroy()
  return started
}

const load = JSON.parse(process.argv[2] ?? "") as Load
const started = await (load.rate === undefined ? asFastAsAnswered(load) : atRate(load, load.rate))
const seconds = (performance.now() - started) / 1000
latencies.sort((a, b) => a - b)
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
const loaded: Loaded = { good, bad, firstBad, seconds, p50: at(0.5), p99: at(0.99), p999: at(0.999) }
console.log(JSON.stringify(loaded))
