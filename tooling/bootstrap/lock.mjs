// One set-up at a time in one checkout: a lock file that holds its owner's process id and dies with it.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./environment.mjs"
import { Sentence } from "./sentence.mjs"

const lock = join(root, ".setup-lock")
const patienceMs = 10 * 60_000

/** Runs work while no other process sets this checkout up. */
export const exclusively = async (work) => {
  await acquire()
  const release = () => rmSync(lock, { force: true })
  process.on("exit", release)
  try {
    return await work()
  } finally {
    process.off("exit", release)
    release()
  }
}

const acquire = async () => {
  const mine = `${lock}.${process.pid}`
  const deadline = Date.now() + patienceMs
  let told = false
  try {
    writeFileSync(mine, String(process.pid))
    while (!linked(mine)) {
      const owner = ownerOf(lock)
      if (owner !== undefined && !isAlive(owner)) remove(owner)
      else if (Date.now() > deadline) {
        throw new Sentence(
          `process ${owner} has been setting up this checkout for 10 minutes: stop it, or delete .setup-lock`,
        )
      } else {
        if (!told) console.error(`waiting for process ${owner}, which is setting up this checkout`)
        told = true
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

// A link appears whole or not at all, so a lock is never seen without its owner.
const linked = (mine) => {
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (error.code === "EEXIST") return false
    throw error
  }
}

// Moved aside first, and put back where another waiter was quicker and the lock moved is a living one.
const remove = (dead) => {
  const aside = `${lock}.${process.pid}.dead`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  if (ownerOf(aside) !== dead) linked(aside)
  rmSync(aside, { force: true })
}

const ownerOf = (file) => {
  try {
    return Number(readFileSync(file, "utf8"))
  } catch {
    return undefined
  }
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}
