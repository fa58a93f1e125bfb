/** Makes a folder, and those it is in; where it cannot be made it says so, also where Node itself would try for ever. */
import { existsSync, mkdirSync } from "node:fs"
import { dirname, resolve } from "node:path"

/**
 * Makes a folder that is not there yet, each one that it is in first. Throws where one cannot be made: below `/proc`
 * nothing can, and `mkdirSync` with `recursive` never comes back from there.
 *
 * @example
 * ```ts
 * import { makeFolder } from "@refund-rules/store-sqlite"
 *
 * makeFolder(".") // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const makeFolder = (folder: string): void => {
  const path = resolve(folder)
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
  }
}
