/** Why a database could not be opened, in one sentence: what went wrong, by which code, and what to do next. */
import { CannotOpenStore } from "@refund-rules/store-kysely"
import { SqliteFailed } from "./Connection.ts"

/** The refusal of a start; one that was told already stays as it is. */
export const whyNotOpened = (url: string, error: unknown): CannotOpenStore => {
  if (error instanceof CannotOpenStore) return error
  const code = codeOf(error)
  const { next, retry } = adviceFor(code)
  const said = causeOf(error)
  const reason = `the database \`${url}\` could not be opened${code === "" ? "" : ` (${code})`}: ${said}${next}`
  return new CannotOpenStore({ reason, retry })
}

const codeOf = (error: unknown): string => {
  if (error instanceof SqliteFailed) return error.code
  return error instanceof Error && "code" in error ? String(error.code) : ""
}

/** What the driver said, without what we put around it. */
const causeOf = (error: unknown): string => {
  const first = error instanceof SqliteFailed ? error.cause : error
  return first instanceof Error ? first.message : String(first)
}

const adviceFor = (code: string): { readonly next: string; readonly retry: CannotOpenStore["retry"] } => {
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS|EISDIR|ENOTDIR|ENOENT)/.test(code)) {
    const next = "; give this process the right to write the file and its folder, or name a file that it may write"
    return { next, retry: "never" }
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return { next: "; name another file, or restore a backup", retry: "never" }
  if (/^(SQLITE_(FULL|IOERR)|ENOSPC)/.test(code)) return { next: "; see to the disk and start again", retry: "later" }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return { next: "; end the process that holds it", retry: "later" }
  return { next: "", retry: "later" }
}
