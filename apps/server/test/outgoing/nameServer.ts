/** A name server over a real socket: it answers each question for addresses with what it is told to, and counts. */
import { createSocket } from "node:dgram"
import type { AddressInfo } from "node:net"

export interface NameServer extends AsyncDisposable {
  readonly server: string
  readonly asked: () => number
}

const FOUR = 1
const SIX = 28

/** `answer` gives the addresses of a name; the count tells how often it was asked for any of the kind before. */
export const nameServer = async (answer: (name: string, before: number) => readonly string[]): Promise<NameServer> => {
  const socket = createSocket("udp4")
  const counts = new Map<string, number>()
  let asked = 0
  socket.on("message", (question, from) => {
    asked += 1
    const { name, end } = nameIn(question)
    const kind = question.readUInt16BE(end)
    const before = counts.get(`${kind} ${name}`) ?? 0
    counts.set(`${kind} ${name}`, before + 1)
    const found = answer(name, before).filter((address) => (address.includes(":") ? SIX : FOUR) === kind)
    socket.send(answering(question, end + 4, found), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve))
  const { port } = socket.address() as AddressInfo
  return {
    server: `127.0.0.1:${port}`,
    asked: () => asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

const HEADER_BYTES = 12

const nameIn = (question: Buffer): { readonly name: string; readonly end: number } => {
  const labels: string[] = []
  let at = HEADER_BYTES
  while (question[at] !== 0) {
    const length = question[at]!
    labels.push(question.toString("ascii", at + 1, at + 1 + length))
    at += length + 1
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 }
}

const answering = (question: Buffer, end: number, addresses: readonly string[]): Buffer => {
  const head = Buffer.from(question.subarray(0, end))
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(addresses.length, 6)
  head.writeUInt32BE(0, 8)
  return Buffer.concat([head, ...addresses.map(recordOf)])
}

const recordOf = (address: string): Buffer => {
  const bytes = address.includes(":") ? sixBytes(address) : address.split(".").map(Number)
  const record = Buffer.alloc(12)
  record.writeUInt16BE(0xc00c, 0)
  record.writeUInt16BE(bytes.length === 4 ? FOUR : SIX, 2)
  record.writeUInt16BE(1, 4)
  record.writeUInt16BE(bytes.length, 10)
  return Buffer.concat([record, Buffer.from(bytes)])
}

const sixBytes = (address: string): readonly number[] => {
  const [before = [], after = []] = address.split("::").map((part) =>
    part
      .split(":")
      .filter((group) => group !== "")
      .map((group) => Number.parseInt(group, 16)),
  )
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
  return groups.flatMap((group) => [group >> 8, group & 255])
}
