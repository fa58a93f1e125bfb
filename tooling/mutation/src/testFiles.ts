/** The tests that guard the core, each bundled with the sources it tests into one script that can be run afresh. */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { createRequire } from "node:module"
import { Script } from "node:vm"
import { rolldown } from "rolldown"
import { openSuite, type Test } from "./suite.ts"

const guards = [
  "packages/core/test/**/*.test.ts",
  "packages/testing/test/core.laws.test.ts",
  "packages/testing/test/oracle*.laws.test.ts",
]

const leftOut = [
  // These read or compile the sources, and sources are what is being changed here.
  /Currency\.edges\.test\.ts$/,
  /planted\.edges\.test\.ts$/,
  // It is about many, and takes longer than all others together where every step is counted.
  /large\.edges\.test\.ts$/,
  // It looks at what the generators of other tests reach, slowly.
  /reach\.edges\.test\.ts$/,
]

/** A test file that can be loaded again and again, each time with sources nobody has used yet. */
export interface TestFile {
  readonly file: string
  /** Every source that is part of it, by its path. */
  readonly sources: ReadonlySet<string>
  readonly load: () => readonly Test[]
}

/** Bundles every test file below a checkout; a bundle made before is read, for sources change only between checkouts. */
export const testFilesOf = async (checkout: string): Promise<readonly TestFile[]> => {
  const files = globSync(guards, { cwd: checkout })
    .filter((file) => !leftOut.some((pattern) => pattern.test(file)))
    .sort()
  if (files.length === 0) throw new Error(`no tests below \`${checkout}\``)
  return Promise.all(files.map((file) => bundled(checkout, file)))
}

const bundled = async (checkout: string, file: string): Promise<TestFile> => {
  const output = join(checkout, "reports/mutation-bundles", file.replaceAll("/", "-").replace(/\.ts$/, ".cjs"))
  if (!existsSync(output)) {
    const bundle = await rolldown({
      input: join(checkout, file),
      platform: "node",
      external: [/^node:/, "vitest", /^effect($|\/)/, "fast-check"],
      resolve: { conditionNames: ["@refund-rules/source", "import", "node", "default"] },
      logLevel: "silent",
    })
    mkdirSync(dirname(output), { recursive: true })
    const written = await bundle.write({ file: output, format: "cjs", codeSplitting: false })
    await bundle.close()
    writeFileSync(
      `${output}.json`,
      JSON.stringify(written.output.flatMap((one) => ("modules" in one ? Object.keys(one.modules) : []))),
    )
  }
  const sources = new Set(JSON.parse(readFileSync(`${output}.json`, "utf8")) as readonly string[])
  const script = new Script(`(function (require, exports, module) {${readFileSync(output, "utf8")}\n})`, {
    filename: output,
  })
  const own = createRequire(join(checkout, file))
  const load = (): readonly Test[] => {
    const { tests, vitest } = openSuite()
    const module = { exports: {} }
    const evaluate = script.runInThisContext() as (require: unknown, exports: unknown, module: unknown) => void
    evaluate((name: string): unknown => (name === "vitest" ? vitest : own(name)), module.exports, module)
    if (tests.length === 0) throw new Error(`\`${file}\` registers no test`)
    return tests
  }
  return { file, sources, load }
}
