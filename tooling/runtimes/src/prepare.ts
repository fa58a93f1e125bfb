/** Builds and packs the core as publishing would, and lays out what every runtime reads, in a folder git does not know. */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { casesOf } from "./cases.ts"

/** Everything this command makes or installs. */
export const folder = fileURLToPath(new URL("../../../.runtimes/", import.meta.url))

const core = fileURLToPath(new URL("../../../packages/core/", import.meta.url))

const CASES = 400

/** Writes the packed core, the suite, its cases, and one bundle for the runtimes that read no files. */
export const prepare = async (): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  rmSync(join(folder, "package"), { recursive: true, force: true })
  execFileSync("tsc", ["-b", join(core, "tsconfig.src.json")], { stdio: ["ignore", 2, 2] })
  execFileSync("pnpm", ["pack", "--pack-destination", folder], { cwd: core, stdio: "ignore" })
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!
  execFileSync("tar", ["-xzf", tarball], { cwd: folder })
  rmSync(join(folder, tarball))
  copyFileSync(fileURLToPath(new URL("suite.mjs", import.meta.url)), join(folder, "suite.mjs"))
  writeFileSync(join(folder, "cases.mjs"), `export const cases = ${JSON.stringify(casesOf(CASES))}\n`)
  const answered = `import * as core from "./package/dist/index.js"
import { cases } from "./cases.mjs"
import { answers } from "./suite.mjs"
`
  writeFileSync(join(folder, "print.mjs"), `${answered}console.log(answers(core, cases))\n`)
  writeFileSync(join(folder, "print-without-intl.mjs"), `delete globalThis.Intl\nawait import("./print.mjs")\n`)
  writeFileSync(
    join(folder, "worker.mjs"),
    `${answered}export default { fetch: () => new Response(answers(core, cases)) }\n`,
  )
  writeFileSync(join(folder, "page.mjs"), `${answered}globalThis.suiteAnswers = () => answers(core, cases)\n`)
  await bundle("worker.mjs", "worker.js", "esm")
  await bundle("page.mjs", "page.js", "iife")
}

const bundle = async (from: string, to: string, format: "esm" | "iife"): Promise<void> => {
  const built = await rolldown({ input: join(folder, from), platform: "neutral", cwd: dirname(folder) })
  await built.write({ file: join(folder, to), format })
  await built.close()
}
