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

// The three forms our .gitignore uses: `folder/`, `*.extension` and a plain name.
const ignoring = (gitignore: string) => {
  const lines = gitignore.split("\n").map((line) => line.trim())
  const patterns = lines.filter((line) => line !== "" && !line.startsWith("#"))
  return (name: string, isFolder: boolean): boolean =>
    patterns.some((pattern) =>
      pattern.endsWith("/")
        ? isFolder && `${name}/` === pattern.replace(/^\//, "")
        : pattern.startsWith("*")
          ? name.endsWith(pattern.slice(1))
          : name === pattern.replace(/^\//, ""),
    )
}
