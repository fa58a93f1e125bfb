/** Unpacks the npm package's Chromium once, with the libraries and fonts it needs: two seconds, and 200 MB on disk. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { inflate } from "@sparticuz/chromium"

/** What a launch needs. */
export interface Chromium {
  readonly executablePath: string
  readonly env: Readonly<Record<string, string>>
}

const cache = fileURLToPath(new URL("../../node_modules/.cache/", import.meta.url))

// The archive's own file names folders of another place, and without a single font Chromium aborts.
const fontsConfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fonts-cache</cachedir>
</fontconfig>
`

/** Finds the unpacked Chromium, unpacking it first where that was not done before. */
export const unpackChromium = async (): Promise<Chromium> => {
  const platform = `${process.platform}-${process.arch}`
  if (platform !== "linux-x64") {
    throw new Error(`tests in a browser need Linux on x64, and this is ${platform}: use a Linux container`)
  }
  const installed = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..")
  const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as { version: string }
  const folder = join(cache, `chromium-${version}`)
  if (!existsSync(folder)) await unpack(join(installed, "bin"), folder)
  return {
    executablePath: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
      XDG_CACHE_HOME: folder,
      HOME: folder,
      PATH: "/usr/bin:/bin",
    },
  }
}

const unpack = async (archives: string, folder: string): Promise<void> => {
  mkdirSync(cache, { recursive: true })
  const unfinished = mkdtempSync(`${folder}-`)
  try {
    await inflateInto(unfinished, archives, ["chromium.br", "al2023.tar.br", "fonts.tar.br"])
    writeFileSync(join(unfinished, "fonts.conf"), fontsConfig)
    renameSync(unfinished, folder)
  } catch (error) {
    // Another test process was faster: its result is as good, and complete.
    if (!existsSync(folder)) throw error
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
}

const inflateInto = (folder: string, archives: string, names: readonly string[]): Promise<unknown> => {
  // The package unpacks to the system's temporary folder, where two processes would read each other's half-done
  // files. It asks for that folder before its first await, so the change is over when this function returns.
  const before = process.env["TMPDIR"]
  process.env["TMPDIR"] = folder
  try {
    return Promise.all(names.map((name) => inflate(join(archives, name))))
  } finally {
    if (before === undefined) delete process.env["TMPDIR"]
    else process.env["TMPDIR"] = before
  }
}
