import { spawn } from "node:child_process"
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { openSandbox } from "@refund-rules/provider-sandbox"
import { Effect, Fiber } from "effect"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { heard, sendingOf } from "./bench.ts"

let folder = ""
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "refund-rules-sandbox-"))
})
afterEach(() => rm(folder, { recursive: true }))

const fileIn = (name: string): string => join(folder, "data", name)

describe("a journal in a file", () => {
  it("knows after a restart what moved, and moves it no more", async () => {
    const first = await openSandbox({ file: fileIn("a.jsonl") })
    const hanging = Effect.runFork(first.gateway.send(sendingOf("hang_after_move")))
    await expect.poll(() => first.movements()).toHaveLength(1)
    await Effect.runPromise(Fiber.interrupt(hanging))
    await first.close()
    const second = await openSandbox({ file: fileIn("a.jsonl") })
    expect(await Effect.runPromise(second.gateway.find(sendingOf("")))).toMatchObject({ status: "succeeded" })
    expect(await heard(second.gateway.send(sendingOf("")))).toMatchObject({ _tag: "Acknowledged" })
    expect(await second.movements()).toHaveLength(1)
    await second.close()
  })

  it("goes on after a line that a crash tore off", async () => {
    const first = await openSandbox({ file: fileIn("a.jsonl") })
    await heard(first.gateway.send(sendingOf("", "r1")))
    await first.close()
    await appendFile(fileIn("a.jsonl"), '\n{"provider":"sandbox","pay')
    const second = await openSandbox({ file: fileIn("a.jsonl") })
    await heard(second.gateway.send(sendingOf("", "r2")))
    await second.close()
    const third = await openSandbox({ file: fileIn("a.jsonl") })
    expect((await third.movements()).map(({ key }) => key)).toEqual(["rr_r1", "rr_r2"])
    await third.close()
  })

  it("has a movement on its lines before the answer", async () => {
    const { close, gateway } = await openSandbox({ file: fileIn("a.jsonl") })
    await heard(gateway.send(sendingOf("")))
    expect(await readFile(fileIn("a.jsonl"), "utf8")).toContain('"key":"rr_r1"')
    await close()
  })

  it("moves each key once, however many processes are sent it at the same time", async () => {
    const file = fileIn("a.jsonl")
    const child = fileURLToPath(new URL("child.ts", import.meta.url))
    const processes = [1, 2, 3, 4].map(
      () =>
        new Promise<number | null>((resolve) => {
          const given = ["--conditions=@refund-rules/source", child, file]
          spawn(process.execPath, given, { stdio: "inherit" }).on("exit", resolve)
        }),
    )
    expect(await Promise.all(processes)).toEqual([0, 0, 0, 0])
    const { close, movements } = await openSandbox({ file })
    const moved = (await movements()).map(({ key }) => key)
    expect(moved).toHaveLength(50)
    expect(new Set(moved).size).toBe(50)
    await close()
  })
})
