/** The manners of the house that a reader of names and text can check: no drawers, no notes to self, no test left out. */
import type { Codebase, Violation } from "@refund-rules/codebase"

/** Files and folders named after nothing in particular. */
export const drawers = (codebase: Codebase): readonly Violation[] =>
  [...codebase.tree.keys()].flatMap((path) => {
    const drawer = path.split("/").find((part) => /^(utils?|helpers?|common|shared|misc)$/i.test(part.split(".")[0]!))
    if (drawer === undefined) return []
    return [
      { path, wrong: `\`${drawer}\` says nothing about what is in it`, next: "name it after the one thing it holds" },
    ]
  })

// Three capital X alone are ISO 4217's code for no currency; after a comment's slashes they are a note.
const notes = new RegExp(`\\b(?:${"TO" + "DO"}|${"FIX" + "ME"})\\b|(?:\\/\\/|\\*) *${"X" + "XX"}\\b`)

/** Notes to self in code and settings. */
export const notesToSelf = (codebase: Codebase): readonly Violation[] =>
  matching(codebase, /\.(ts|tsx|mjs|sql|json|yaml|sh)$/, notes, (found) => ({
    wrong: `\`${found}\` is a note to self`,
    next: "do it now, or open an issue and say here what holds until then",
  }))

/** Tests that are left out, or that leave the others out. */
export const testsLeftOut = (codebase: Codebase): readonly Violation[] =>
  matching(
    codebase,
    /\.test\.ts$/,
    /\b(?:it|test|describe|law|effect)\.(?:skip|only|todo)\b|\bx(?:it|describe)\(/,
    (found) => ({
      wrong: `\`${found}\` hides tests`,
      next: "repair the test or delete it",
    }),
  )

// Written in pieces, so that this file does not say them.
const secrets = [
  new RegExp(`\\bregistry${"\\."}(?!json)[a-z0-9-]+\\.[a-z]{2,}`),
  /https?:\/\/[^\s"']*(?:artifactory|verdaccio|nexus)[^\s"']*/,
  new RegExp(`(?<![\\w.])/${"work"}/`),
  new RegExp(`\\.\\./${"shared"}\\b`),
]

/** Mentions of where the code happened to be written: a registry's host, or a folder outside the checkout. */
export const outsidePlaces = (codebase: Codebase): readonly Violation[] =>
  secrets.flatMap((pattern) =>
    matching(codebase, /./, pattern, (found) => ({
      wrong: `\`${found}\` is a place outside this checkout`,
      next: "say it without naming where this was written",
    })),
  )

const matching = (
  codebase: Codebase,
  files: RegExp,
  pattern: RegExp,
  say: (found: string) => Pick<Violation, "wrong" | "next">,
): readonly Violation[] =>
  [...codebase.tree].flatMap(([path, text]) => {
    if (!files.test(path) || !pattern.test(text)) return []
    return text.split("\n").flatMap((lineText, index) => {
      const found = pattern.exec(lineText)?.[0]
      return found === undefined ? [] : [{ path, line: index + 1, ...say(found) }]
    })
  })

/** Decision records are numbered from 0001 without a gap, and packages with types are known to the root tsconfig. */
export const bookkeeping = (codebase: Codebase): readonly Violation[] => [...decisions(codebase), ...projects(codebase)]

const decisions = (codebase: Codebase): Violation[] => {
  const paths = [...codebase.tree.keys()].filter((path) => /^docs\/decisions\/[^/]+\.md$/.test(path)).sort()
  const records = paths.filter((path) => !path.endsWith("/README.md"))
  return records.flatMap((path, index) => {
    const number = String(index + 1).padStart(4, "0")
    if (path.startsWith(`docs/decisions/${number}-`)) return []
    return [
      { path, wrong: `decision ${number} is expected here`, next: "number records from 0001 without gap or repeat" },
    ]
  })
}

const projects = (codebase: Codebase): Violation[] => {
  const root = codebase.tree.get("tsconfig.json") ?? ""
  return codebase.packages
    .filter(({ folder }) => folder !== "" && codebase.tree.has(`${folder}/tsconfig.json`))
    .filter(({ folder }) => !root.includes(`"${folder}"`) && !root.includes(`"./${folder}"`))
    .map(({ folder }) => ({
      path: `${folder}/tsconfig.json`,
      wrong: "the root tsconfig.json does not know this project, so its Effects are not checked",
      next: `add { "path": "${folder}" } to its references`,
    }))
}
