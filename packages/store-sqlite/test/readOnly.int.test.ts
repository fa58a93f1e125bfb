import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, test } from "vitest"
import { openStore, temporaryFolder } from "./stores.ts"

const place = temporaryFolder()
afterAll(place.remove)

const child = fileURLToPath(new URL("children/openAsReader.ts", import.meta.url))
const openedAsReader = (file: string): string =>
  execFileSync(process.execPath, ["--conditions=@refund-rules/source", child, file], {
    encoding: "utf8",
    timeout: 60_000,
  }).trim()

const next = "give this process the right to write the file and its folder, or name a file that it may write"

test.each([
  ["that may be read and not written", 0o444, 0o777, "SQLITE_READONLY", "attempt to write a readonly database"],
  [
    "in a folder that may not be written",
    0o444,
    0o555,
    "SQLITE_READONLY_DIRECTORY",
    "attempt to write a readonly database",
  ],
  ["that may not be read", 0o000, 0o777, "SQLITE_CANTOPEN", "unable to open database file"],
])(
  "a file %s stops the start with what to do next, and is left as it is",
  async (_, rights, folderRights, code, cause) => {
    const folder = join(place.folder, `${rights}-${folderRights}`)
    const file = join(folder, "store.db")
    mkdirSync(folder)
    await (await openStore({ url: file })).close()
    const { mtimeMs, size } = statSync(file)
    chmodSync(place.folder, 0o755)
    chmodSync(file, rights)
    chmodSync(folder, folderRights)
    expect(openedAsReader(file)).toMatch(
      new RegExp(`^never: the database \`.*store.db\` could not be opened \\(${code}\\): ${cause}; ${next}$`),
    )
    expect(statSync(file)).toMatchObject({ mtimeMs, size })
    chmodSync(folder, 0o755)
  },
)
