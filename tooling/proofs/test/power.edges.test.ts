/** Traces are read as the kernel meant them, and an answer that left before its commit was on disk is found. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { chanceOf } from "../src/chance.ts"
import type { Call } from "../src/power/Call.ts"
import { newDisk } from "../src/power/Disk.ts"
import { idAnswered, order } from "../src/power/order.ts"
import { readTrace } from "../src/power/readTrace.ts"

const hex = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")
const log = "/desk.db-wal"
const header = (size: number): Call => {
  const bytes = Buffer.alloc(24)
  bytes.writeUInt32BE(size, 4)
  return { _tag: "Write", path: log, offset: 32, bytes }
}
const page = (text: string): Call => ({ _tag: "Write", path: log, offset: 56, bytes: Buffer.from(text.padEnd(512)) })
const sync = (since: number): Call => ({ _tag: "Sync", path: log, since })
const answer = (id: string): Call => ({ _tag: "Answer", text: `HTTP/1.1 201 Created\r\n\r\n{"id":"${id}"}` })

describe("readTrace", () => {
  let folder = ""
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "trace-"))))
  afterAll(() => rmSync(folder, { recursive: true }))
  const read = (...lines: readonly string[]) => {
    writeFileSync(join(folder, "trace"), `${lines.join("\n")}\n`)
    return readTrace(join(folder, "trace"), (path) => path.startsWith("/desk.db"))
  }

  it("reads writes, syncs and answers, and leaves other files and failed calls out", async () => {
    const file = `21<${hex(log)}>`
    const calls = await read(
      `7 pwrite64(${file}, "${hex("ab")}", 2, 4096) = 2`,
      `7 pwrite64(22<${hex("/other")}>, "${hex("ab")}", 2, 0) = 2`,
      `7 pwrite64(${file}, "${hex("cd")}", 2, 0) = -1 ENOSPC (No space left on device)`,
      `7 fdatasync(${file}) = 0`,
      `7 writev(30<${hex("socket:[5]")}>, [{iov_base="${hex("HTTP/1.1 201 ")}", iov_len=13}, {iov_base="${hex("Created")}", iov_len=7}], 2) = 20`,
    )
    expect(calls).toEqual([
      { _tag: "Write", path: log, offset: 4_096, bytes: Buffer.from("ab") },
      { _tag: "Sync", path: log, since: 1 },
      { _tag: "Answer", text: "HTTP/1.1 201 Created" },
    ])
  })

  it("lets a sync that another thread interrupts hold only for what came before it", async () => {
    const calls = await read(
      `7 fdatasync(21<${hex(log)}> <unfinished ...>`,
      `8 pwrite64(21<${hex(log)}>, "${hex("ab")}", 2, 0) = 2`,
      `7 <... fdatasync resumed>)           = 0`,
    )
    expect(calls).toMatchObject([{ _tag: "Write" }, { _tag: "Sync", since: 0 }])
  })

  it("fails where the trace has cut off what was written", async () => {
    await expect(read(`7 pwrite64(21<${hex(log)}>, "${hex("ab")}"..., 4096, 0) = 4096`)).rejects.toThrow("cut off")
  })
})

describe("idAnswered", () => {
  it("is the first id of a 201, and nothing in any other text", () => {
    expect([
      idAnswered('HTTP/1.1 201 Created\r\n\r\n{"id":"a","decision":{"id":"b"}}'),
      idAnswered('HTTP/1.1 200 OK {"id":"a"}'),
    ]).toEqual(["a", undefined])
  })
})

describe("order", () => {
  it.each<[string, readonly Call[], { early: number; missing: number }]>([
    ["synced before it is answered", [header(2), page("r1"), sync(2), answer("r1")], { early: 0, missing: 0 }],
    ["answered before the sync", [header(2), page("r1"), answer("r1"), sync(3)], { early: 1, missing: 0 }],
    [
      "answered while the sync runs that began too early",
      [header(2), page("r1"), sync(0), answer("r1")],
      { early: 1, missing: 0 },
    ],
    [
      "answered after the sync of another file",
      [header(2), page("r1"), { ...sync(2), path: "/desk.db" } as Call, answer("r1")],
      { early: 1, missing: 0 },
    ],
    ["never written", [header(2), page("r0"), sync(2), answer("r1")], { early: 0, missing: 1 }],
    ["written without an end of the commit", [header(0), page("r1"), sync(2), answer("r1")], { early: 0, missing: 1 }],
    [
      "one sync for two answers",
      [header(2), page("r1 r2"), sync(2), answer("r1"), answer("r2")],
      { early: 0, missing: 0 },
    ],
    [
      "its page written again by a later commit that is not synced",
      [header(2), page("r1"), sync(2), header(2), page("r1 r2"), answer("r1")],
      { early: 0, missing: 0 },
    ],
  ])("knows of an answer that it was %s", (_, calls, { early, missing }) => {
    const found = order(calls, log)
    expect([found.early.length, found.missing.length]).toEqual([early, missing])
  })
})

describe("a disk that loses power", () => {
  const write = (offset: number, text: string): Call => ({
    _tag: "Write",
    path: "/f",
    offset,
    bytes: Buffer.from(text),
  })
  const after = (calls: readonly Call[], keep: number): string | undefined => {
    const disk = newDisk()
    calls.forEach((call, at) => disk.play(call, at))
    return disk.afterPowerLoss(chanceOf(1), keep).get("/f")?.toString()
  }

  it("has what was synced and nothing else where nothing more had reached it", () => {
    expect(after([write(0, "ab"), { _tag: "Sync", path: "/f", since: 1 }, write(0, "cd")], 0)).toBe("ab")
  })

  it("has everything where everything had reached it", () => {
    const calls: readonly Call[] = [
      write(0, "abcd"),
      write(1, "X"),
      { _tag: "Truncate", path: "/f", length: 3 },
      { _tag: "Append", path: "/f", bytes: Buffer.from("!") },
    ]
    expect(after(calls, 100)).toBe("aXc!")
  })

  it("has some sectors of a long write and not others", () => {
    const kept = after([write(0, "x".repeat(51_200))], 50) ?? ""
    const whole = [...kept.matchAll(/x{512}/g)].length
    expect(whole > 20 && whole < 80).toBe(true)
  })
})
