/** Every source module starts with one line that states its promise, before the first import. */
import { child, children, type Codebase, type Module, textOf, type Violation } from "@refund-rules/codebase"
import { isTest } from "./sizes.ts"

/** Source modules without a promise. */
export const brokenPromises = (codebase: Codebase): readonly Violation[] =>
  [...codebase.modules.values()]
    .filter((module) => !isTest(module.path) && module.path.includes("/src/") && !isSentence(opening(module), 4))
    .map(({ path }) => ({
      path,
      line: 1,
      wrong: "this module starts without its promise",
      next: "begin with `/** One sentence of four words or more: what holds for everything in here. */`",
    }))

// The first paragraph of the doc comment at the very start, or nothing; where a module gives out more than one name, the
// comment of the first of them is not the module's.
const opening = ({ text, comments, exports, program }: Module): string => {
  const first = comments[0]
  const starts = first !== undefined && text.slice(0, first.start).replace(/^#!.*/, "").trim() === ""
  if (!starts || !first.isDoc) return ""
  const next = children(program, "body")[0]
  const gap = next === undefined ? "\n\n" : text.slice(first.end, next.start)
  const isOfExport =
    next?.type.startsWith("Export") === true && textOf(child(next, "source")) === undefined && !/\n\s*\n/.test(gap)
  return isOfExport && exports.length > 1 ? "" : firstParagraph(first.text)
}

/** The first paragraph of a doc comment, without its stars, on one line. */
export const firstParagraph = (doc: string): string => {
  const lines = doc.split("\n").map((line) => line.replace(/^\s*\*+ ?/, "").trim())
  const start = lines.findIndex((line) => line !== "")
  const end = lines.findIndex((line, index) => index > start && (line === "" || line.startsWith("@")))
  return lines
    .slice(Math.max(start, 0), end === -1 ? undefined : end)
    .join(" ")
    .replace(/\s@[a-z].*/, "")
    .trim()
}

/** Tells a sentence from a label: a capital or code first, enough words, and an end. */
export const isSentence = (text: string, words: number): boolean =>
  /^[A-Z0-9`"(]/.test(text) && text.split(/\s+/).length >= words && /[.:;!?)](\s|$)/.test(text)
