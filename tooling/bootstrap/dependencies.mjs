// Installs the workspace's dependencies, unless everything the install reads is as it was the last time.
import { createHash } from "node:crypto"
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { must } from "./child.mjs"
import { read, root } from "./environment.mjs"
import { exclusively } from "./lock.mjs"

const stamp = join(root, "node_modules", ".installed-from")

/** Runs `pnpm install --frozen-lockfile` where the last one is not known to have ended well with these same inputs. */
export const installDependencies = async (env) => {
  if (isCurrent()) return
  await exclusively(async () => {
    if (isCurrent()) return
    rmSync(stamp, { force: true })
    const args = [
      "install",
      "--frozen-lockfile",
      "--reporter=append-only",
      "--loglevel=warn",
      "--config.confirm-modules-purge=false",
    ]
    await must("pnpm install (after a change of dependencies: node tooling/run.mjs lock)", "pnpm", args, env)
    writeFileSync(stamp, fingerprint())
  })
}

const isCurrent = () => existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint()

// The folders' times tell of installs made by hand, which may have ended badly.
const fingerprint = () => {
  const hash = createHash("sha256")
  for (const folder of ["", ...workspaceFolders()]) {
    hash.update(`${folder}\n${read(join(folder, "package.json"))}\n`)
    hash.update(existsSync(join(root, folder, "node_modules")) ? "installed\n" : "bare\n")
  }
  const marker = join(root, "node_modules", ".modules.yaml")
  hash.update(existsSync(marker) ? String(statSync(marker).mtimeMs) : "none")
  return hash.update(read("pnpm-lock.yaml")).update(read("pnpm-workspace.yaml")).digest("hex")
}

/** Every folder that "packages:" of pnpm-workspace.yaml names (all of the form `folder/*`) and that has a manifest. */
const workspaceFolders = () => {
  const [, list = ""] = /^packages:\n((?: +- .*\n)+)/m.exec(read("pnpm-workspace.yaml")) ?? []
  const parents = [...list.matchAll(/- "?([\w/-]+)\/\*/g)].map(([, parent]) => parent)
  const folders = parents.flatMap((parent) =>
    existsSync(join(root, parent)) ? readdirSync(join(root, parent)).map((name) => join(parent, name)) : [],
  )
  return folders.filter((folder) => existsSync(join(root, folder, "package.json"))).sort()
}
