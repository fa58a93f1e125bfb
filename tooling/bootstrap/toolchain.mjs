// Finds Node.js and pnpm, or installs what is missing of them into .toolchain/, whole or not at all.
// An installed tool counts only when it runs and names its version, so a damaged install repairs itself.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ask, must } from "./child.mjs"
import { prependPath, read, root, wanted } from "./environment.mjs"
import { exclusively } from "./lock.mjs"
import { packagesFor } from "./platform.mjs"
import { Sentence } from "./sentence.mjs"

const folder = join(root, ".toolchain")
const installed = (tool) => ask(join(folder, "node_modules", ".bin", tool), ["--version"])?.replace(/^v/, "")

/** Puts a good Node.js and the right pnpm on the PATH of `env`. */
export const ensureToolchain = async (env) => {
  const want = wanted()
  const missing = {}
  if (!satisfies(process.versions.node, want.nodeMinimum)) missing.node = want.node
  // Asked from outside the checkout: inside it, another pnpm would fetch the version we ask for and answer with that.
  const probe = { env: { ...env, COREPACK_ENABLE_NETWORK: "0" }, cwd: tmpdir() }
  if (ask("pnpm", ["--version"], probe) !== want.pnpm) missing.pnpm = want.pnpm
  if (Object.keys(missing).length === 0) return
  const isReady = () => Object.entries(missing).every(([tool, version]) => installed(tool) === version)
  if (!isReady()) {
    const names = packagesFor(missing, want)
    await exclusively(async () => {
      if (!isReady()) await install(names, env)
    })
    if (!isReady())
      throw new Sentence(
        `${names.join(" and ")} does not run on this machine: install Node.js ${want.nodeMinimum} or newer and pnpm ${want.pnpm} yourself`,
      )
  }
  prependPath(env, ".toolchain/node_modules/.bin")
}

/** Tells whether a version is the minimum or newer. */
export const satisfies = (version, minimum) => {
  const have = version.split(".").map(Number)
  const want = minimum.split(".").map(Number)
  const at = want.findIndex((part, index) => part !== (have[index] ?? 0))
  return at === -1 || (have[at] ?? 0) > want[at]
}

const install = async (names, env) => {
  console.error(`installing ${names.join(" and ")} into .toolchain (once)`)
  if (ask("npm", ["--version"], { env, cwd: tmpdir() }) === undefined) {
    throw new Sentence("npm is not on PATH: it is what fetches the tools that are missing")
  }
  const building = `${folder}.${process.pid}`
  try {
    removeLeftovers()
    mkdirSync(building, { recursive: true })
    writeFileSync(join(building, "package.json"), '{ "private": true }\n')
    // A registry that stops answering is asked again after 20 s of silence, not after npm's 5 minutes.
    const patience = ["--fetch-timeout=20000", "--fetch-retries=4", "--fetch-retry-mintimeout=1000"]
    const npm = [
      "--prefix",
      building,
      "--no-audit",
      "--no-fund",
      "--no-update-notifier",
      "--loglevel=error",
      ...patience,
    ]
    const add = ["install", ...npm, "--ignore-scripts", "--include=optional", "--save-exact", ...names]
    await must("installing the toolchain", "npm", add, env)
    verify(building)
    await must("linking pnpm", "npm", ["rebuild", ...npm, "--ignore-scripts=false"], env)
    // Renamed out of the way, then removed: a process that runs from the old folder keeps what it has open.
    const old = `${building}.old`
    if (existsSync(folder)) renameSync(folder, old)
    renameSync(building, folder)
  } finally {
    removeLeftovers()
  }
}

// We hold the lock: whatever lies beside .toolchain was left by an install that did not end.
const removeLeftovers = () => {
  for (const name of readdirSync(root)) {
    if (name.startsWith(".toolchain.")) rmSync(join(root, name), { recursive: true, force: true })
  }
}

// The lockfile pins every dependency's contents but those of the tools that read it; these pins do.
const verify = (building) => {
  const pins = JSON.parse(read("tooling/bootstrap/pins.json"))
  const { packages } = JSON.parse(readFileSync(join(building, "node_modules", ".package-lock.json"), "utf8"))
  for (const [path, { version, integrity }] of Object.entries(packages)) {
    const name = `${path.replace("node_modules/", "")}@${version}`
    if (pins[name] === undefined)
      throw new Sentence(`${name} has no pin in tooling/bootstrap/pins.json: add its integrity there`)
    if (pins[name] !== integrity)
      throw new Sentence(`${name} is not what tooling/bootstrap/pins.json expects: the registry gave ${integrity}`)
  }
}
