/** Opens a headless browser from npm, as root too; it needs nothing installed and calls no one by itself. */
import { chromium } from "playwright-core"
import type { Browser } from "playwright-core"
import { unpackChromium } from "./unpackChromium.ts"

/** Many times what it takes to be up on a machine that does nothing else. */
const PATIENCE_MILLISECONDS = 150_000

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  // Some containers have hardly any shared memory, and a page that has none left dies.
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
]

/** Opens one; dispose it with `await using`. */
export const openBrowser = async (): Promise<Browser> => {
  const { executablePath, env } = await unpackChromium()
  return chromium.launch({
    executablePath,
    env: { ...env },
    headless: true,
    args: quiet,
    timeout: PATIENCE_MILLISECONDS,
  })
}
