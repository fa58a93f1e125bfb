/** A bill of materials names every dependency by its package URL, once, and joins them as they need each other. */
import { describe, expect, it } from "vitest"
import { billOfMaterials, packageUrl } from "../src/billOfMaterials.ts"
import { productionDependencies } from "../src/dependencies.ts"
import type { Dependency } from "../src/dependencies.ts"
import { publishable } from "../src/publishable.ts"

const dependency = (name: string, needs: readonly string[], license = "MIT"): [string, Dependency] => [
  `${name}@1.0.0`,
  { name, version: "1.0.0", license, sha512: "ab", needs },
]

describe("billOfMaterials", () => {
  it.each([
    ["effect", "4.1.0", "pkg:npm/effect@4.1.0"],
    ["@refund-rules/core", "0.1.0", "pkg:npm/%40refund-rules/core@0.1.0"],
    ["a", "1.0.0+build", "pkg:npm/a@1.0.0%2Bbuild"],
  ])("names %s %s as %s", (name, version, url) => {
    expect(packageUrl(name, version)).toBe(url)
  })

  it("joins what needs each other, and the product to what is published", () => {
    const all = new Map([
      dependency("@refund-rules/core", ["effect@1.0.0"]),
      dependency("effect", [], "(MIT OR Apache-2.0)"),
    ])
    const document = billOfMaterials("1.0.0", all, new Set(["@refund-rules/core"]))
    expect(document.dependencies).toEqual([
      { ref: "refund-rules", dependsOn: ["pkg:npm/%40refund-rules/core@1.0.0"] },
      { ref: "pkg:npm/%40refund-rules/core@1.0.0", dependsOn: ["pkg:npm/effect@1.0.0"] },
      { ref: "pkg:npm/effect@1.0.0", dependsOn: [] },
    ])
    expect(document.components.map((each) => each.licenses)).toEqual([
      [{ license: { id: "MIT" } }],
      [{ expression: "(MIT OR Apache-2.0)" }],
    ])
    expect(document.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })

  it("finds the dependencies of this workspace, each with its license and, where it is not ours, the hash the lockfile pins", () => {
    const ours = publishable().map(({ manifest }) => manifest.name)
    const found = [...productionDependencies(publishable()).values()]
    expect(found.map((each) => each.name)).toContain("@refund-rules/core")
    for (const each of found) {
      expect(each.license, `${each.name} has no license`).toBeDefined()
      expect(each.sha512 === undefined, `${each.name} has no pinned hash`).toBe(ours.includes(each.name))
    }
  })
})
