// Where the checkout is, what it asks for, and the environment its tools run in.
import { existsSync, readFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The contents of a file of the checkout. */
export const read = (path) => readFileSync(join(root, path), "utf8")

/** What the checkout asks for: the oldest Node.js, the Node.js to install, and the exact pnpm. */
export const wanted = () => {
  const manifest = JSON.parse(read("package.json"))
  return {
    nodeMinimum: manifest.engines.node.replace(">=", ""),
    node: read(".node-version").trim(),
    pnpm: manifest.packageManager.replace("pnpm@", "").replace(/\+.*$/, ""),
  }
}

/** The caller's environment, without prompts and without usage statistics. */
export const environment = () => ({
  ...npmSettings(),
  ...process.env,
  COREPACK_ENABLE_DOWNLOAD_PROMPT: "0",
  TURBO_TELEMETRY_DISABLED: "1",
})

// npm looks for the machine's settings (a proxy, certificates) beside the Node.js that runs it. With ours first on PATH
// it would miss them, so it is told where they are.
const npmSettings = () => {
  const file = join(dirname(dirname(process.execPath)), "etc", "npmrc")
  return existsSync(file) ? { npm_config_globalconfig: file } : {}
}

/** Makes a folder of the checkout the first place where commands are looked for. */
export const prependPath = (env, folder) => {
  const first = join(root, folder)
  env.PATH = [first, ...(env.PATH ?? "").split(delimiter).filter((entry) => entry !== first)].join(delimiter)
}
