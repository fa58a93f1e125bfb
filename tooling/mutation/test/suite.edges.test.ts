import { describe, expect, it } from "vitest"
import { openSuite } from "../src/suite.ts"

type Register = (title: string, body: (...row: readonly unknown[]) => unknown) => void
type Spoken = {
  readonly describe: Register
  readonly it: Register & { readonly each: (rows: readonly unknown[]) => Register }
  readonly afterEach: (tidy: () => void) => void
  readonly vi: { readonly stubGlobal: (name: string, value: unknown) => void; readonly unstubAllGlobals: () => void }
}

const opened = () => {
  const { tests, vitest } = openSuite()
  return { tests, ...(vitest as Spoken) }
}

describe("the mutation suite", () => {
  it("collects tests by their whole name, and runs none before it is told", async () => {
    const { describe: group, it: test, tests } = opened()
    const ran: string[] = []
    group("a", () => {
      test("one", () => ran.push("one"))
      group("b", () => test("two", () => ran.push("two")))
    })
    expect(tests.map(({ name }) => name)).toEqual(["a > one", "a > b > two"])
    expect(ran).toEqual([])
    await tests[1]!.run()
    expect(ran).toEqual(["two"])
  })

  it.each<[readonly unknown[], readonly unknown[]]>([
    [
      [1, [2]],
      [[1], [[2]]],
    ],
    [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
  ])("makes a test of each row, and spreads rows where all of them are lists: %j", async (rows, calls) => {
    const { it: test, tests } = opened()
    const seen: unknown[] = []
    test.each(rows)("row", (...row) => seen.push(row))
    for (const { run } of tests) await run()
    expect(seen).toEqual(calls)
  })

  it("fails where a test fails, at once or later, and tidies up all the same", async () => {
    const { afterEach, it: test, tests, vi } = opened()
    afterEach(vi.unstubAllGlobals)
    test("throws", () => {
      vi.stubGlobal("isStubbed", true)
      throw new Error("found")
    })
    test("rejects", () => Promise.reject(new Error("found later")))
    await expect(tests[0]!.run()).rejects.toThrow("found")
    await expect(tests[1]!.run()).rejects.toThrow("found later")
    expect(Reflect.get(globalThis, "isStubbed")).toBeUndefined()
  })

  it("knows no word it has no meaning for", () => {
    const { vitest } = openSuite()
    expect(() => (vitest as Record<string, unknown>)["beforeEach"]).toThrow("has no `beforeEach`")
  })
})
