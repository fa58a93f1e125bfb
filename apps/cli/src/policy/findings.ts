/** What is wrong with a policy file, as lines for people or as annotations that a pull request shows beside the line. */
import type { Ink } from "../manners/ink.ts"
import { wrap } from "../manners/wrap.ts"
import { lineOf } from "./lineOf.ts"

export interface Found {
  /** Where in the file, as a JSON pointer. */
  readonly path: string
  readonly code: string
  readonly message: string
  readonly level: "error" | "warning"
}

export interface FoundIn extends Found {
  readonly line: number
}

export const located = (text: string, found: readonly Found[]): readonly FoundIn[] =>
  found.map((one) => ({ ...one, line: lineOf(text, one.path) }))

export const foundText = (name: string, found: readonly FoundIn[], ink: Ink, columns: number): readonly string[] =>
  found.flatMap(({ level, line, message, path }) => {
    const mark = level === "error" ? ink.bad("error") : ink.careful("warning")
    return wrap(`${name}:${line} ${mark} ${path === "" ? "" : `${path} `}${message}`, columns, "  ")
  })

/** One workflow command a finding, as hosts of pull requests read them from a job's output. */
export const annotations = (name: string, found: readonly FoundIn[]): readonly string[] =>
  found.map(({ code, level, line, message }) => {
    const place = `file=${property(name)},line=${line},title=${property(code)}`
    return `::${level} ${place}::${escaped(message)}`
  })

const escaped = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")

const property = (text: string): string => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
