import { describe, expect } from "vitest"
import { caseJson, factsOf } from "../decision/cases.ts"
import { law } from "../law.ts"

describe("a position", () => {
  law("keeps of each line what remains of its components, whatever was claimed of it", caseJson(), (json) => {
    const { components, layout, lines } = factsOf(json).position
    const sums = lines.map((_, line) =>
      components.slice(layout.starts[line], layout.starts[line + 1]).reduce((sum, one) => sum + one, 0),
    )
    expect(lines).toEqual(sums)
    expect(Math.min(...components, 0)).toBe(0)
  })
})
