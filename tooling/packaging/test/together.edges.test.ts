/** The packages released together are exactly the publishable ones. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { publishable, root } from "../src/publishable.ts"

const config = JSON.parse(readFileSync(join(root, ".changeset/config.json"), "utf8")) as {
  readonly fixed: readonly (readonly string[])[]
}

it("releases every publishable package together, and nothing private (else edit `fixed` in .changeset/config.json)", () => {
  const names = publishable().map((each) => each.manifest.name)
  expect(names.length).toBeGreaterThan(0)
  expect(config.fixed).toEqual([names])
})
