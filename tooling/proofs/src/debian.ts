/** Programs from Debian that a proof needs: those of the machine, else fetched into this checkout, nothing global. */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("../../../.toolchain/debian/", import.meta.url))

// The libraries beside a program, found there first.
const libraries = [join(folder, "usr/lib/x86_64-linux-gnu"), join(folder, "usr/lib/aarch64-linux-gnu")]

/** The command line that runs strace. */
export const strace = (): readonly string[] => {
  if (spawnSync("strace", ["--version"]).status === 0) return ["strace"]
  const program = join(folder, "usr/bin/strace")
  if (!existsSync(program)) fetchPackages("strace", "libunwind8", "liblzma5")
  return ["env", `LD_LIBRARY_PATH=${libraries.join(":")}`, program]
}

/** The library that gives a process another time. */
export const faketime = (): string => {
  const find = (): string | undefined =>
    ["/usr/lib", join(folder, "usr/lib")]
      .flatMap((base) =>
        ["x86_64-linux-gnu", "aarch64-linux-gnu"].map((machine) => join(base, machine, "faketime/libfaketime.so.1")),
      )
      .find(existsSync)
  if (find() === undefined) fetchPackages("libfaketime")
  return find() ?? unavailable("libfaketime")
}

const fetchPackages = (...names: readonly string[]): void => {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync("apt-get", ["download", "--quiet", ...names], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] })
  } catch {
    // A machine that was never asked does not know what there is.
    spawnSync("apt-get", ["update", "--quiet"], { stdio: "ignore" })
    if (spawnSync("apt-get", ["download", "--quiet", ...names], { cwd: folder, stdio: "ignore" }).status !== 0)
      unavailable(names[0] ?? "")
  }
  for (const file of readdirSync(folder).filter((each) => each.endsWith(".deb"))) {
    execFileSync("dpkg-deb", ["-x", join(folder, file), folder])
  }
}

const unavailable = (name: string): never => {
  throw new Error(
    `${name} is not on this machine and could not be fetched from Debian: install it, then run this again`,
  )
}
