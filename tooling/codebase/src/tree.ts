/** Reads the files of a checkout that belong to it: whatever .gitignore leaves out is never seen. */
import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"

/** Every text file of a checkout: its path from the root, with `/`, and what stands in it. */
export type Tree = ReadonlyMap<string, string>

const texts = new Set(
  ".cjs .css .feature .html .js .json .jsonc .md .mjs .sh .sql .toml .ts .tsx .txt .yaml .yml".split(" ").concat(""),
)

/** Reads the whole checkout below a folder; a file whose name says it is no text is left out. */
export const readTree = (root: string): Tree => {
  const tree = new Map<string, string>()
  const ignored = ignoring(readFileSync(join(root, ".gitignore"), "utf8"))
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`
      if (entry.name === ".git" || ignored(entry.name, entry.isDirectory())) continue
      if (entry.isDirectory()) visit(path)
      else if (entry.isFile() && texts.has(extname(entry.name))) tree.set(path, readFileSync(join(root, path), "utf8"))
    }
  }
  visit("")
  return tree
}

// The forms our .gitignore uses: a name, `*` for any part of it, `/` at its end for folders only or at its start for the root.
const ignoring = (gitignore: string) => {
  const lines = gitignore.split("\n").map((line) => line.trim().replace(/^\//, ""))
  const patterns = lines.filter((line) => line !== "" && !line.startsWith("#"))
  const tests = patterns.map((pattern) => ({
    onlyFolders: pattern.endsWith("/"),
    name: new RegExp(`^${pattern.replace(/\/$/, "").replaceAll(".", "\\.").replaceAll("*", ".*")}$`),
  }))
  return (name: string, isFolder: boolean): boolean =>
    tests.some((test) => (isFolder || !test.onlyFolders) && test.name.test(name))
}
