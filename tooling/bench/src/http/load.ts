/**
 * Loads one server from its own process: keep-alive connections, one request in flight on each, every answer read to its
 * end. Prints how many were answered with 2xx, how many were not, and how long they took.
 */
import { connect } from "node:net"

/** What to send: `@` stands for a text that is never used twice, `#` for a number below `modulo`, one after the other. */
export interface Load {
  readonly port: number
  readonly connections: number
  readonly milliseconds: number
  readonly head: readonly string[]
  readonly body: string
  readonly salt: string
  readonly modulo: number
}

export interface Loaded {
  readonly good: number
  readonly bad: number
  readonly firstBad: string
  readonly seconds: number
  readonly p50: number
  readonly p99: number
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

/** One connection until the time is over; then it ends after the answer it waits for. */
const runOne = (load: Load, until: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: load.port, noDelay: true })
    let pending = ""
    let sent = 0
    const send = () => {
      if (performance.now() >= until) return void socket.end()
      sent = performance.now()
      socket.write(requestOf(load))
    }
    socket.setEncoding("latin1")
    socket.on("connect", send)
    socket.on("error", reject)
    socket.on("close", () => resolve())
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
      latencies.push(performance.now() - sent)
      pending = pending.slice(end + 4 + length)
      send()
    })
  })

const load = JSON.parse(process.argv[2] ?? "") as Load
const started = performance.now()
await Promise.all(Array.from({ length: load.connections }, () => runOne(load, started + load.milliseconds)))
const seconds = (performance.now() - started) / 1000
latencies.sort((a, b) => a - b)
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
const loaded: Loaded = { good, bad, firstBad, seconds, p50: at(0.5), p99: at(0.99) }
console.log(JSON.stringify(loaded))
