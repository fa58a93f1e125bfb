/** Executes the ts blocks of the repository in one process, and the `sh run` blocks each in a shell at the root. */
import { type Codebase, root, type Violation } from "@refund-rules/codebase"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { programOf } from "./program.ts"
import { type Snippet, snippetsOf } from "./snippets.ts"

const runner = fileURLToPath(new URL("./runner.ts", import.meta.url))

/** Blocks that fail when they run; `count` tells how many did run. */
export const failingBlocks = (
  codebase: Codebase,
): { readonly count: number; readonly violations: readonly Violation[] } => {
  const snippets = snippetsOf(codebase)
  const programs = snippets.filter(({ language, manner }) => language === "ts" && manner === "")
  const scripts = snippets.filter(({ language, manner }) => language === "sh" && manner === "run")
  const violations = [...runPrograms(codebase, programs), ...scripts.flatMap(runScript)]
  return { count: programs.length + scripts.length, violations }
}

const runPrograms = (codebase: Codebase, snippets: readonly Snippet[]): Violation[] => {
  const folder = mkdtempSync(join(tmpdir(), "snippets-"))
  try {
    const programs = snippets.map((snippet, index) => {
      const file = join(folder, `${index}.mts`)
      writeFileSync(file, own(codebase, snippet) + programOf(snippet.code))
      return { file, homes: homes(codebase, snippet) }
    })
    const list = join(folder, "programs.json")
    writeFileSync(list, JSON.stringify(programs))
    const args = ["--conditions=@refund-rules/source", "--disable-warning=ExperimentalWarning", runner, list]
    const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", timeout: 170_000 })
    const told = done.stdout.split("\n").filter((line) => line.startsWith("{"))
    const results = told.map((line) => JSON.parse(line) as { file: string; line?: number; fault?: string })
    return snippets.flatMap((snippet, index) => {
      const result = results.find(({ file }) => file === programs[index]?.file)
      if (result === undefined) return [failed(snippet, snippet.line, done.stderr || "it never ended")]
      return result.fault === undefined
        ? []
        : [failed(snippet, snippet.line + Math.max((result.line ?? 1) - 1, 0), result.fault)]
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// An example in a module may use that module's own exports without importing them, as nobody else may import an internal one.
const own = (codebase: Codebase, { path, code }: Snippet): string => {
  const given = codebase.modules.get(path)?.exports.filter(({ kind }) => kind !== "type" && kind !== "passed") ?? []
  const names = given.map(({ name }) => name).filter((name) => new RegExp(`\\b${name}\\b`).test(code))
  const isImported = (name: string) => new RegExp(`import[^\n]*\\b${name}\\b`).test(code)
  const wanted = names.filter((name) => !isImported(name))
  return wanted.length === 0 ? "" : `import { ${wanted.join(", ")} } from "${pathToFileURL(join(root, path)).href}";`
}

// A block imports as a user would: any public package of the workspace by name, and what its own package depends on.
const homes = (codebase: Codebase, { folder, code }: Snippet): string[] => {
  const named = codebase.packages.filter(({ name }) => code.includes(`"${name}"`) || code.includes(`"${name}/`))
  return [...new Set([folder, ...named.map((each) => each.folder), ""])].map((each) => join(root, each, "package.json"))
}

const runScript = (snippet: Snippet): Violation[] => {
  const paths = [join(root, "node_modules/.bin"), join(process.execPath, ".."), process.env["PATH"] ?? ""]
  const env = { ...process.env, PATH: paths.join(delimiter) }
  // Without start-up files: a bash whose input is a socket takes itself for a remote shell, and reads them.
  const done = spawnSync("bash", ["--norc", "--noprofile", "-euo", "pipefail", "-c", snippet.code], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env,
    encoding: "utf8",
    timeout: 120_000,
  })
  return done.status === 0 ? [] : [failed(snippet, snippet.line, done.stderr || `exit code ${done.status}`)]
}

const failed = ({ path }: Snippet, line: number, fault: string): Violation => ({
  path,
  line,
  wrong: `this block fails when it runs: ${fault
    .trim()
    .replaceAll(/\s*\n\s*/g, " ")
    .slice(0, 600)}`,
  next: "correct the block or the code, or mark it `ts sketch` where it cannot run",
})
