/** Makes a folder and those it is in; where it cannot be made it says so, while Node's own `recursive` tries below `/proc` for ever. */
import { existsSync, mkdirSync } from "node:fs"
import { dirname, resolve } from "node:path"

/** Makes the folder if it is not there yet; throws where it cannot. */
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
