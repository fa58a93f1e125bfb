/** Every example that `--help` or the README shows is run here, in the order in which somebody would read them. */
import { readFileSync } from "node:fs"
import type { Command } from "effect/cli"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commandLine } from "../src/commandLine.ts"
import { makeFolder, runShell } from "./running.ts"

interface Example {
  readonly of: string
  readonly line: string
}

const examplesOf = (command: Command.Command.Any, path = ""): readonly Example[] => {
  const of = `${path} ${command.name}`.trim()
  return [
    ...command.examples.map(({ command: line }) => ({ of, line })),
    ...command.subcommands.flatMap(({ commands }) => commands.flatMap((one) => examplesOf(one, of))),
  ]
}

const leavesOf = (command: Command.Command.Any, path = ""): readonly string[] => {
  const of = `${path} ${command.name}`.trim()
  const below = command.subcommands.flatMap(({ commands }) => commands.flatMap((one) => leavesOf(one, of)))
  return below.length === 0 ? [of] : below
}

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
const inReadme = [...readme.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
  block
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) =>
      line
        .replace(/\s+# .*/, "")
        .replaceAll(/\s+/g, " ")
        .trim(),
    )
    .filter((line) => line.includes("refund-rules ") && !line.startsWith("#")),
)

/** Examples show what refuses or is broken too: these lines end so, and only these. */
const endings: Readonly<Record<string, number>> = {}

const codeOf = (line: string): number => endings[line] ?? 0

describe("examples of help", () => {
  const folder = makeFolder()
  beforeAll(async () => {
    await folder.run("refund-rules init shop")
  })
  afterAll(() => folder[Symbol.dispose]())

  const examples = examplesOf(commandLine).filter(({ line }) => !line.includes(" init "))

  test.each(examples)("$of: $line", async ({ line }) => {
    const { code, err, out } = await runShell(folder, line)
    expect({ line, code, err: code === codeOf(line) ? "" : err + out }).toEqual({ line, code: codeOf(line), err: "" })
  })

  test("every command has one", () => {
    const shown = new Set(examplesOf(commandLine).map(({ of }) => of))
    expect(leavesOf(commandLine).filter((path) => !shown.has(path))).toEqual([])
  })
})

describe("examples of the README", () => {
  const folder = makeFolder()
  afterAll(() => folder[Symbol.dispose]())

  test("all of them, one after the other", async () => {
    expect(inReadme.length).toBeGreaterThan(3)
    for (const line of inReadme) {
      const { code, err, out } = await runShell(folder, line)
      expect({ line, code, said: code === codeOf(line) ? "" : err + out }).toEqual({
        line,
        code: codeOf(line),
        said: "",
      })
    }
  })
})
