/** Finds the code blocks of the documents and of JSDoc examples, and holds those that are not programs to what they say. */
import { type Codebase, parseModule, type Violation } from "@refund-rules/codebase"
import { isTest } from "./sizes.ts"

/** A code block: `line` is where its first line of code stands, `folder` the package it belongs to. */
export interface Snippet {
  readonly path: string
  readonly line: number
  readonly language: string
  /** The words after the language: `sketch` for ts that is only parsed, `run` for sh that is executed. */
  readonly manner: string
  readonly code: string
  readonly folder: string
}

/** Every code block of the repository's documents and of its JSDoc. */
export const snippetsOf = (codebase: Codebase): readonly Snippet[] => {
  const documents = [...codebase.tree].filter(
    ([path]) => path.endsWith(".md") && !/CHANGELOG|^\.changeset\//.test(path),
  )
  const modules = [...codebase.modules.values()].filter(({ path }) => path.startsWith("packages/") && !isTest(path))
  const comments = modules.flatMap(({ path, comments, lineOf }) =>
    comments
      .filter(({ isDoc, text }) => isDoc && text.includes("```"))
      .map(({ text, start }) => [path, text.replaceAll(/^\s*\* ?/gm, ""), lineOf(start)] as const),
  )
  return [...documents.map(([path, text]) => [path, text, 1] as const), ...comments].flatMap(([path, text, line]) =>
    blocks(text).map((block) => ({
      ...block,
      path,
      line: block.line + line - 1,
      folder: codebase.packageOf(path)?.folder ?? "",
    })),
  )
}

const blocks = (text: string) =>
  [...text.matchAll(/^([ \t]*)(```+)([^\n`]*)\n([\s\S]*?)^[ \t]*\2[ \t]*$/gm)].map((match) => {
    const [, indent = "", , info = "", code = ""] = match
    const [language = "", ...manner] = info.trim().split(/\s+/)
    const dedented = indent === "" ? code : code.replaceAll(new RegExp(`^${indent}`, "gm"), "")
    const line = text.slice(0, match.index).split("\n").length + 1
    return { language, manner: manner.join(" "), code: dedented, line }
  })

const unchecked = ["diff", "http", "jsonc", "mermaid", "sql", "text", "toml", "yaml"]

/** Blocks without a language, JSON and sketches that do not parse, and commands that do not exist. */
export const brokenBlocks = (codebase: Codebase): readonly Violation[] =>
  snippetsOf(codebase).flatMap((snippet): Violation[] => {
    const { path, line, language, manner, code } = snippet
    const bad = (wrong: string, next: string) => [{ path, line, wrong, next }]
    if (language === "json") return parses(() => JSON.parse(code)) ? [] : bad("this JSON does not parse", "correct it")
    if (language === "sh" || language === "console")
      return commands(snippet).flatMap((each) => missing(codebase, snippet, each))
    if (language === "ts" && (manner === "sketch" || manner === "")) {
      const isProgram = parses(() => parseModule(`${path}.ts`, code))
      return isProgram ? [] : bad("this block is not TypeScript", "correct it, or call it `text`")
    }
    if (unchecked.includes(language)) return []
    const known = ["ts", "ts sketch", "json", "sh", "sh run", "console", ...unchecked].join(", ")
    return bad(`a block of \`${language} ${manner}\`, which nobody checks`, `call it one of: ${known}`)
  })

const parses = (parse: () => unknown): boolean => {
  try {
    parse()
    return true
  } catch {
    return false
  }
}

const commands = ({ code, language }: Snippet): readonly string[] =>
  code
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => language === "sh" || line.startsWith("$ "))
    .map((line) =>
      line
        .replace(/^\$ /, "")
        .replace(/\s#.*|^#.*/, "")
        .trim(),
    )
    .filter((line) => line !== "")

const missing = (codebase: Codebase, { path, line }: Snippet, command: string): Violation[] => {
  const bad = (wrong: string, next: string) => [{ path, line, wrong, next }]
  const scripts = codebase.packages.find(({ folder }) => folder === "")?.manifest.scripts ?? {}
  const script = /\bnpm (?:--?\S+ )*(?:run (?:--?\S+ )*)?([\w:-]+)/.exec(command)?.[1]
  const isOurs = script !== undefined && (/\bnpm\b.*\brun\b/.test(command) || /^(start|test)$/.test(script))
  if (isOurs && !(script in scripts))
    return bad(`there is no script \`${script}\``, "name one of package.json, or add it")
  const task = /\bnode tooling\/run\.mjs ([\w:-]+)/.exec(command)?.[1]
  const tasks = codebase.tree.get("tooling/tasks.mjs") ?? ""
  if (task !== undefined && !new RegExp(`^\\s+"?${task}"?:`, "m").test(tasks)) {
    return bad(`there is no task \`${task}\``, "name one of tooling/tasks.mjs, or add it")
  }
  const file = /\bnode (?:--\S+ )*([\w./-]+\.(?:mjs|js|ts))\b/.exec(command)?.[1]
  if (file !== undefined && !codebase.tree.has(file)) return bad(`there is no file \`${file}\``, "name an existing one")
  return []
}
