import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { strykerPlugins } from "../src/freshRunner.ts"

const folder = `${import.meta.dirname}/..`
const settings = JSON.parse(readFileSync(`${folder}/stryker.config.json`, "utf8")) as Readonly<Record<string, unknown>>

describe("the runner of the mutation suite", () => {
  it("is the one that Stryker's settings ask for", () => {
    expect(strykerPlugins.map(({ kind, name }) => [kind, name])).toEqual([["TestRunner", settings["testRunner"]]])
    expect(settings["plugins"]).toEqual(["./tooling/mutation/src/freshRunner.ts"])
  })
})
