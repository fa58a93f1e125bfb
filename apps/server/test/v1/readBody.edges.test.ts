/** Bodies that are too much: one by itself, or all of them together. */
import type { IncomingMessage } from "node:http"
import { PassThrough } from "node:stream"
import { readBody } from "@refund-rules/server/v1/readBody"
import { Effect, Exit } from "effect"
import { afterEach, describe, expect, it } from "vitest"

const LIMIT = 262_144

const open: PassThrough[] = []
afterEach(() => open.splice(0).forEach((one) => one.destroy()))

/** A body that is being sent: how it is answered, once it is. */
const sending = (bytes: number) => {
  const sent = Object.assign(new PassThrough({ highWaterMark: 2 * LIMIT }), {
    headers: {},
    socket: { destroy: () => {} },
  })
  open.push(sent)
  const read = Effect.runPromiseExit(readBody(sent as unknown as IncomingMessage, LIMIT)).then((exit) =>
    Exit.isSuccess(exit) ? exit.value.length : JSON.stringify(exit.cause),
  )
  if (bytes > 0) sent.write(Buffer.alloc(bytes, "a"))
  return { sent, read }
}

/** As much as is kept of large bodies at once, all of it unfinished. */
const full = () => {
  const all = Array.from({ length: 256 }, () => sending(LIMIT))
  return all.map(({ sent }) => sent)
}

describe("a body in pieces", () => {
  it("is whole in the end, also where they are many", async () => {
    const { read, sent } = sending(0)
    for (let at = 0; at < 2048; at++) sent.write("a")
    sent.end()
    expect(await read).toBe(2048)
  })

  it("is refused where they are so many that their number is what costs", async () => {
    const { read, sent } = sending(0)
    for (let at = 0; at < 2049; at++) sent.write("a")
    expect(await read).toContain("body_too_large")
  })
})

describe("while as much of large bodies is kept as there is room for", () => {
  it("a small one is taken, and a large one told to come again", async () => {
    full()
    const small = sending(16_384)
    small.sent.end()
    expect(await small.read).toBe(16_384)
    const large = await sending(16_385).read
    expect([large.toString().includes("overloaded"), large.toString().includes('"retry-after":"1"')]).toEqual([
      true,
      true,
    ])
  })

  it.each([
    ["is whole", (one: PassThrough) => one.end()],
    ["breaks off", (one: PassThrough) => one.destroy()],
    ["grows too long", (one: PassThrough) => one.write("a")],
  ])("there is room again when one of them %s", async (_, ends) => {
    const [first] = full()
    expect(await sending(LIMIT).read).toContain("overloaded")
    ends(first!)
    // Each goes on in turns of its own.
    await expect
      .poll(async () => {
        const next = sending(LIMIT)
        next.sent.end()
        return next.read
      })
      .toBe(LIMIT)
  })
})
