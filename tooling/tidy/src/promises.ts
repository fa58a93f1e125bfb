/** Every source module starts with one line that states its promise, before the first import. */
import type { Codebase, Module, Violation } from "@refund-rules/codebase"
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

// The first paragraph of the doc comment at the very start of a module, or nothing.
const opening = (module: Module): string => {
  const first = module.comments[0]
  const starts = first !== undefined && module.text.slice(0, first.start).replace(/^#!.*/, "").trim() === ""
  return starts && first.isDoc ? firstParagraph(first.text) : ""
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
