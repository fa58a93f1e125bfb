/** Every runtime, as data; those that npm ships no binary of for this machine are named, not skipped. */
import { execFile, spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { promisify } from "node:util"
import { openBrowser } from "@refund-rules/harness"
import { folder } from "./prepare.ts"
import type { Runtime } from "./Runtime.ts"

const printed = async (command: string, ...args: readonly string[]): Promise<string> => {
  const done = await promisify(execFile)(command, [...args], { cwd: folder, maxBuffer: 1 << 28, timeout: 120_000 })
  return done.stdout.trimEnd()
}

const installed = (path: string): string => join(folder, "node_modules", path)

export const node: Runtime = { name: "Node.js", packages: [], answer: () => printed(process.execPath, "print.mjs") }

export const nodeWithoutIntl: Runtime = {
  name: "Node.js without Intl",
  packages: [],
  isWithoutIntl: true,
  answer: () => printed(process.execPath, "print-without-intl.mjs"),
}

const bun: Runtime = {
  name: "Bun",
  packages: ["@oven/bun-linux-x64@1.4.5"],
  answer: () => printed(installed("@oven/bun-linux-x64/bin/bun"), "run", "print.mjs"),
}

const deno: Runtime = {
  name: "Deno",
  packages: ["@deno/linux-x64-glibc@2.9.6"],
  answer: () => printed(installed("@deno/linux-x64-glibc/deno"), "run", "--no-prompt", "--no-remote", "print.mjs"),
}

const workersConfig = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.js", esModule = embed "worker.js")],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`

const workerd: Runtime = {
  name: "Workers (workerd)",
  packages: ["@cloudflare/workerd-linux-64@1.20261117.1"],
  answer: async () => {
    writeFileSync(join(folder, "workerd.capnp"), workersConfig)
    const binary = installed("@cloudflare/workerd-linux-64/bin/workerd")
    const child = spawn(binary, ["serve", "workerd.capnp", "--control-fd=3"], {
      cwd: folder,
      stdio: ["ignore", "inherit", "inherit", "pipe"],
    })
    try {
      const response = await fetch(`http://127.0.0.1:${await portOf(child.stdio[3] as Readable)}/`)
      if (!response.ok) throw new Error(`it answered ${response.status}`)
      return await response.text()
    } finally {
      child.kill("SIGKILL")
    }
  },
}

const portOf = async (control: Readable): Promise<number> => {
  for await (const line of createInterface({ input: control })) {
    const { event, port } = JSON.parse(line) as { readonly event: string; readonly port?: number }
    if (event === "listen" && port !== undefined) return port
  }
  throw new Error("it ended before it listened")
}

const browser: Runtime = {
  name: "Chromium",
  packages: [],
  answer: async () => {
    await using chromium = await openBrowser()
    const page = await chromium.newPage()
    await page.addScriptTag({ content: readFileSync(join(folder, "page.js"), "utf8") })
    return await page.evaluate<string>("suiteAnswers()")
  },
}

interface QuickJs {
  readonly getQuickJS: () => Promise<{ readonly evalCode: (code: string) => unknown }>
}

const quickjs: Runtime = {
  name: "QuickJS",
  packages: ["quickjs-emscripten@0.32.0"],
  isWithoutIntl: true,
  answer: async () => {
    const { getQuickJS } = createRequire(join(folder, "print.mjs"))("quickjs-emscripten") as QuickJs
    const engine = await getQuickJS()
    return String(engine.evalCode(`${readFileSync(join(folder, "page.js"), "utf8")}\nsuiteAnswers()`))
  },
}

/** The ones that are compared with Node.js. */
export const others: readonly Runtime[] = [bun, deno, workerd, browser, quickjs]
