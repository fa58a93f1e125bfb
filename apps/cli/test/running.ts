/** Runs the command line in this process, in a folder of its own, and hands back all it said. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { runCommandLine, type Place } from "refund-rules"
import { onTestFinished } from "vitest"

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Folder {
  readonly path: string
  readonly run: (line: string, place?: Partial<Place> & { readonly text?: string }) => Promise<Said>
  readonly write: (name: string, content: unknown) => void
  readonly read: (name: string) => string
}

const MEMORY = "/dev/shm"
const ENOUGH_BYTES = 1024 ** 3

/** Thousands of small commits: what is shown here does not depend on how fast a disk syncs. In a container it may be tiny. */
const isRoomy = (): boolean => {
  if (!existsSync(MEMORY)) return false
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > ENOUGH_BYTES
}

/** A folder that is gone when `[Symbol.dispose]` or the test is. */
export const makeFolder = (): Folder & Disposable => {
  const path = mkdtempSync(join(isRoomy() ? MEMORY : tmpdir(), "refund-rules-cli-"))
  return {
    path,
    run: (line, place = {}) => runLine(path, line, place),
    write: (name, content) =>
      writeFileSync(join(path, name), typeof content === "string" ? content : JSON.stringify(content)),
    read: (name) => readFileSync(join(path, name), "utf8"),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A folder with a database in it: the starter's policy is published, and its payments are registered. */
export const folderWithStore = async (): Promise<Folder> => {
  const folder = await folderWithShop()
  await prepareStore(folder)
  return folder
}

export const prepareStore = async (folder: Folder): Promise<void> => {
  for (const line of [
    "refund-rules migrate --db shop/refunds.db",
    "refund-rules policy publish shop/policy.json --db shop/refunds.db",
    "refund-rules import payments shop/payments.ndjson --db shop/refunds.db",
  ]) {
    const { code, err } = await folder.run(line)
    if (code !== 0) throw new Error(`${line}: ${err}`)
  }
}

/** Asks for a refund and gives its id. */
export const refundOf = async (folder: Folder, ask: string): Promise<string> => {
  const { err, out } = await folder.run(
    `refund-rules refund create ${ask} --reason goodwill --db shop/refunds.db --json`,
  )
  if (out === "") throw new Error(err)
  return (JSON.parse(out) as { readonly refund: { readonly id: string } }).refund.id
}

/** A folder for one test, with a starter in it. */
export const folderWithShop = async (): Promise<Folder> => {
  const folder = makeFolder()
  onTestFinished(() => folder[Symbol.dispose]())
  await folder.run("refund-rules init shop")
  return folder
}

const runLine = async (
  folder: string,
  line: string,
  { text = "", ...place }: Partial<Place> & { readonly text?: string },
): Promise<Said> => {
  const [program, ...args] = wordsOf(line)
  if (program !== "refund-rules") throw new Error(`\`${line}\` does not run refund-rules`)
  const said = { out: "", err: "" }
  const code = await runCommandLine(args, {
    folder,
    environment: {},
    input: async function* () {
      yield Buffer.from(text)
    },
    out: (words) => void (said.out += words),
    err: (words) => void (said.err += words),
    isInputTerminal: false,
    isTerminal: false,
    isColoured: false,
    isJson: args.includes("--json"),
    columns: 80,
    ...place,
  })
  return { code, ...said }
}

/** The words of a command line as a shell splits them, quotes included. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:"([^"]*)"|'([^']*)'|(\S+))/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? "")

/** Runs a line of a shell as far as examples use one: `cat FILE |` before, `> FILE` after, and names set in front. */
export const runShell = async (
  folder: Folder,
  line: string,
  surrounding: Readonly<Record<string, string>> = {},
): Promise<Said> => {
  const [, set = "", piped, command = "", into] =
    /^((?:[A-Z_]+=\S+ )*)(?:cat (\S+) \| )?(.*?)(?: > (\S+))?$/.exec(line) ?? []
  const environment = Object.fromEntries(
    set
      .trim()
      .split(" ")
      .filter((one) => one !== "")
      .map((one) => one.split("=") as [string, string]),
  )
  const said = await folder.run(command, {
    environment: { ...surrounding, ...environment },
    ...(piped === undefined ? {} : { text: folder.read(piped) }),
  })
  if (into !== undefined) folder.write(into, said.out)
  return said
}
