/** Runs a command to its end: what it printed when it succeeded, an error that shows everything when it did not. */
import { spawnSync } from "node:child_process"

/** How a command ended. */
export interface Ended {
  readonly code: number
  readonly output: string
}

/** Runs a command in a folder, whatever its exit code. */
export const attempt = (folder: string, command: string, ...args: readonly string[]): Ended => {
  const done = spawnSync(command, args, { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
  return { code: done.status ?? 1, output: `${done.stdout}${done.stderr}${done.error?.message ?? ""}` }
}

/** Runs a command in a folder and gives its standard output; throws unless it exits with 0. */
export const command = (folder: string, name: string, ...args: readonly string[]): string => {
  const done = spawnSync(name, args, { cwd: folder, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
  if (done.status !== 0) {
    throw new Error(
      `\`${name} ${args.join(" ")}\` failed in ${folder}: ${done.error?.message ?? ""}${done.stdout}${done.stderr}`,
    )
  }
  return done.stdout
}
