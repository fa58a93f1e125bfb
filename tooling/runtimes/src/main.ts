/** `npm run runtimes`: the packed core answers one suite everywhere, byte for byte as in Node.js, or this command fails. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { folder, prepare } from "./prepare.ts"
import type { Runtime } from "./Runtime.ts"
import { node, nodeWithoutIntl, others } from "./runtimes.ts"

type Outcome = "same" | "differs" | "failed" | "cannot be had"

const wordsOf = (error: unknown): string =>
  String(error instanceof Error ? error.message : error)
    .split("\n")[0]!
    .slice(0, 200)

const install = (packages: readonly string[]): void => {
  if (packages.length === 0) return
  const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"]
  execFileSync("npm", ["install", "--prefix", folder, "--no-save", ...quiet, ...packages], {
    stdio: ["ignore", "ignore", "pipe"],
  })
}

const shownDifference = (expected: string, found: string): string => {
  let at = 0
  while (at < expected.length && expected[at] === found[at]) at += 1
  return `at character ${at}: expected \`${expected.slice(at - 60, at + 40)}\`, found \`${found.slice(at - 60, at + 40)}\``
}

const compare = async (
  runtime: Runtime,
  expected: string,
): Promise<{ readonly outcome: Outcome; readonly detail: string }> => {
  try {
    const found = await runtime.answer()
    return found === expected
      ? { outcome: "same", detail: runtime.isWithoutIntl === true ? "as Node.js without Intl" : "" }
      : { outcome: "differs", detail: shownDifference(expected, found) }
  } catch (error) {
    return { outcome: "failed", detail: wordsOf(error) }
  }
}

const installable = (): ReadonlyMap<Runtime, string | undefined> => {
  try {
    install(others.flatMap(({ packages }) => packages))
    return new Map(others.map((runtime) => [runtime, undefined]))
  } catch {
    // One of them cannot be had: find out which, and install the rest together, as npm removes what a later call leaves out.
    const missing = new Map<Runtime, string | undefined>()
    for (const runtime of others) {
      try {
        install(
          [...missing].flatMap(([known, why]) => (why === undefined ? known.packages : [])).concat(runtime.packages),
        )
        missing.set(runtime, undefined)
      } catch (error) {
        missing.set(runtime, wordsOf(error))
      }
    }
    return missing
  }
}

await prepare()
const withIntl = await node.answer()
const withoutIntl = await nodeWithoutIntl.answer()
const digest = createHash("sha256").update(withIntl).digest("hex").slice(0, 16)
const cases = (JSON.parse(withIntl) as readonly unknown[]).length
console.log(
  `${node.name} ${process.version}: ${cases} cases, ${withIntl.length} characters of answers, sha256 ${digest}`,
)

const outcomes: Outcome[] = []
for (const [runtime, why] of installable()) {
  const expected = runtime.isWithoutIntl === true ? withoutIntl : withIntl
  const { detail, outcome } =
    why === undefined ? await compare(runtime, expected) : { outcome: "cannot be had" as const, detail: why }
  console.log(`${runtime.name.padEnd(20)} ${runtime.packages.join(" ").padEnd(42)} ${outcome.padEnd(14)} ${detail}`)
  outcomes.push(outcome)
}
process.exitCode = outcomes.some((outcome) => outcome === "differs" || outcome === "failed") ? 1 : 0
