/** How long whoever was refused is listened to: so many at once, so many bytes, in so many pieces. */
import type { ServerResponse } from "node:http"
import { PassThrough } from "node:stream"
import { finish } from "@refund-rules/server/http/lastAnswer"
import { afterEach, expect, it } from "vitest"

const open: PassThrough[] = []
afterEach(async () => {
  for (const one of open.splice(0)) one.destroy()
  // Each says that it is closed in a turn of its own.
  await new Promise(setImmediate)
})

/** An answer to somebody who is still sending: what was written of it, and whether it ended. */
const refusing = () => {
  const req = Object.assign(new PassThrough({ highWaterMark: 8_000_000 }), { complete: false })
  open.push(req)
  const told = { written: "", isEnded: false }
  const response = {
    req,
    shouldKeepAlive: true,
    write: (text: string) => void (told.written += text),
    end: (text = "") => void ((told.written += text), (told.isEnded = true)),
  }
  finish(response as unknown as ServerResponse, "no", { connection: "close" })
  return { req, told }
}

it("the answer is there at once, and ends with what was being sent", async () => {
  const { req, told } = refusing()
  expect(told).toEqual({ written: "no", isEnded: false })
  req.end("the rest")
  await expect.poll(() => told.isEnded).toBe(true)
  expect(told.written).toBe("no")
})

it.each([
  ["more than 4 MB come", (req: PassThrough) => void req.write(Buffer.alloc(4 * 1024 * 1024 + 1))],
  ["it comes in more than 2,048 pieces", (req: PassThrough) => Array.from({ length: 2049 }, () => req.write("a"))],
])("it ends as soon as %s", async (_, send) => {
  const { req, told } = refusing()
  await new Promise(setImmediate)
  send(req)
  await new Promise(setImmediate)
  expect(told.isEnded).toBe(true)
})

it("it ends when nothing more has come for two seconds", async () => {
  const { told } = refusing()
  await expect.poll(() => told.isEnded).toBe(true)
})

it("4 MB are still waited for", async () => {
  const { req, told } = refusing()
  req.write(Buffer.alloc(4 * 1024 * 1024))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(told.isEnded).toBe(false)
})

it("32 are waited for at once, and again when one of them has gone", async () => {
  const all = Array.from({ length: 33 }, refusing)
  expect(all.map(({ told }) => told.isEnded)).toEqual([...Array.from({ length: 32 }, () => false), true])
  all[0]!.req.destroy()
  await expect.poll(() => all[0]!.told.isEnded).toBe(true)
  expect(refusing().told.isEnded).toBe(false)
})
