import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"

const pages = join(import.meta.dirname, "../../../../docs/stories")
const namesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending) && name !== "README.md")
    .map((name) => name.slice(0, -ending.length))
    .toSorted()

describe("the pages of the stories", () => {
  it("are those of the stories that are played, all of them and no others", () => {
    expect(namesIn(pages, ".md")).toEqual(namesIn(import.meta.dirname, ".story.test.ts"))
  })

  it("are all listed by their titles", () => {
    const titleOf = (name: string): string =>
      readFileSync(join(pages, `${name}.md`), "utf8")
        .split("\n")[0]!
        .slice(2)
    const listed = readFileSync(join(pages, "README.md"), "utf8").match(/^- .*$/gm)
    const expected = namesIn(pages, ".md").map((name) => `- [${titleOf(name)}](${name}.md)`)
    expect(listed?.toSorted()).toEqual(expected.toSorted())
  })
})
