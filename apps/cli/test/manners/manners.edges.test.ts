/** What every command does alike: how it ends, what it says of a mistake, and how wide it is. */
import type { Command } from "effect/cli"
import { expect, test } from "vitest"
import { commandLine } from "../../src/commandLine.ts"
import { folderWithShop } from "../running.ts"

test.each([
  ["refund-rules decide shop/case.json --policy shop/policy.json", 0, "", ""],
  ["refund-rules decid shop/case.json", 2, "there is no command `decid`", "did you mean `decide`"],
  ["refund-rules decide shop/case.json --polcy x", 2, "there is no option `--polcy`", "did you mean `--policy`"],
  ["refund-rules explain shop/case.json --voice payr", 2, "`--voice` cannot be `payr`", "refund-rules explain --help"],
  ["refund-rules policy diff shop/policy.json", 2, "`<after>` is missing", "refund-rules policy diff --help"],
  ["refund-rules decide nothing.json", 2, "there is no file `nothing.json`", "look at its name"],
  ["refund-rules policy lint shop", 2, "`shop` is no file", "this may be a folder"],
  ["refund-rules decide shop/case.json/x", 2, "`shop/case.json/x` is no file", "name a file"],
  ["refund-rules decide shop/payments.ndjson", 2, "cannot be read", ""],
  ["refund-rules decide shop/policy.json", 2, "the case cannot be read", "refund-rules init"],
  ["refund-rules init shop", 2, "`shop/policy.json` is there already", "nothing is ever written over"],
] as const)("%s ends with %i", async (line, code, wrong, next) => {
  const folder = await folderWithShop()
  const said = await folder.run(line)
  expect(said.code).toBe(code)
  const words = said.err.replaceAll(/\s+/g, " ")
  expect(words).toContain(wrong)
  expect(words).toContain(next)
  if (code !== 0) expect(said.out).toBe("")
})

test("a mistake is one line of JSON for a program, on standard error, and nothing on standard output", async () => {
  const folder = await folderWithShop()
  const { code, err, out } = await folder.run("refund-rules decide nothing.json --json")
  expect({ code, out }).toEqual({ code: 2, out: "" })
  expect(JSON.parse(err)).toEqual({
    error: {
      code: "usage",
      exit: 2,
      message: "there is no file `nothing.json`",
      next: "look at its name and at the folder this runs in",
    },
  })
})

test("colour comes only where it is wanted, and says nothing that words do not say", async () => {
  const folder = await folderWithShop()
  const line = "refund-rules decide shop/case.json --policy shop/policy.json"
  const plain = await folder.run(line)
  const coloured = await folder.run(line, { isColoured: true })
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g")
  expect(plain.out).not.toMatch(escapes)
  expect(coloured.out).toMatch(escapes)
  expect(coloured.out.replaceAll(escapes, "")).toBe(plain.out)
})

test("no terminal is asked for input it will not get", async () => {
  const folder = await folderWithShop()
  const { code, err } = await folder.run("refund-rules decide", { isInputTerminal: true })
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("nothing comes from standard input") })
})

const pathsOf = (command: Command.Command.Any, path = ""): readonly string[] => {
  const of = `${path} ${command.name}`.trim()
  return [of, ...command.subcommands.flatMap(({ commands }) => commands.flatMap((one) => pathsOf(one, of)))]
}

test.each(pathsOf(commandLine))("the help of %s fits 80 columns", async (path) => {
  const folder = await folderWithShop()
  const { code, out } = await folder.run(`${path} --help`)
  expect(code).toBe(0)
  expect(out.split("\n").filter((line) => line.length > 80)).toEqual([])
})

test.each(["bash", "zsh", "fish"])("%s is told every command for completion", async (shell) => {
  const folder = await folderWithShop()
  const { code, out } = await folder.run(`refund-rules --completions ${shell}`)
  expect(code).toBe(0)
  for (const path of pathsOf(commandLine).slice(1)) expect(out).toContain(path.split(" ").at(-1))
})
