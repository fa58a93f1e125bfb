/** Judging a policy: for people, for a program and for a pull request. */
import { describe, expect, test } from "vitest"
import { type Folder, folderWithShop } from "../running.ts"

const changed = async (change: (policy: string) => string): Promise<Folder> => {
  const folder = await folderWithShop()
  folder.write("shop/changed.json", change(folder.read("shop/policy.json")))
  return folder
}

describe("lint", () => {
  test("names the line of a fault and ends with 1", async () => {
    const folder = await changed((policy) => policy.replace('"days": 30', '"days": -30'))
    const { code, out } = await folder.run("refund-rules policy lint shop/changed.json")
    expect(code).toBe(1)
    expect(out).toMatch(/^shop\/changed\.json:\d+ error \/rules\/0\/requires\/days /)
  })

  test("annotates what was hardly meant beside its rule", async () => {
    const folder = await changed((policy) => policy.replace('"days": 30', '"days": 0'))
    const { code, out } = await folder.run("refund-rules policy lint shop/changed.json --format annotations")
    expect(code).toBe(1)
    expect(out).toBe(
      "::warning file=shop/changed.json,line=8,title=impossible_window::rule `window`: a window of `0` days has ended when it starts\n",
    )
  })

  test("takes what is no JSON at all for a fault", async () => {
    const folder = await changed((policy) => policy.slice(0, -10))
    const { code, out } = await folder.run("refund-rules policy lint shop/changed.json --json")
    expect({ code, findings: (JSON.parse(out) as { findings: unknown[] }).findings }).toMatchObject({
      code: 1,
      findings: [{ code: "not_json", level: "error" }],
    })
  })
})

test("diff says what changed, and ends with 1 where that is asked for", async () => {
  const folder = await changed((policy) => policy.replace('"days": 30', '"days": 14'))
  const plain = await folder.run("refund-rules policy diff shop/policy.json shop/changed.json")
  expect(plain).toEqual({ code: 0, err: "", out: "- rule `window`: requires.days was `30`, is `14`\n" })
  expect((await folder.run("refund-rules policy diff shop/policy.json shop/changed.json --exit-code")).code).toBe(1)
})

describe("check", () => {
  test("prints the smallest case that breaks an expectation", async () => {
    const folder = await changed((policy) => policy.replace('"EUR": 20000', '"EUR": 200000'))
    const { code, out } = await folder.run(
      "refund-rules policy check shop/changed.json --expectations shop/expectations.json --runs 3000",
    )
    expect(code).toBe(1)
    expect(out).toContain("broken: nothing above €200.00 or $200.00 is approved without review")
    expect(out).toContain("€200.01 captured")
  })

  test("annotates it in one line for a pull request", async () => {
    const folder = await changed((policy) => policy.replace('"EUR": 20000', '"EUR": 200000'))
    const { out } = await folder.run(
      "refund-rules policy check shop/changed.json --expectations shop/expectations.json --runs 3000 --format annotations",
    )
    expect(out).toMatch(/^::error file=shop\/changed\.json,line=7,title=expectation_broken::broken: [^\n]+%0A[^\n]+\n$/)
  })

  test.each([
    ["[]", "expects nothing"],
    ["{}", "a list of expectations is expected"],
    ['[["neverApprovedAbove", { "EUR": -1 }]]', "/0"],
    ['[["sameForEveryone"], ["neverAproved", {}]]', "/1"],
  ])("refuses expectations %s", async (expectations, words) => {
    const folder = await folderWithShop()
    folder.write("wrong.json", expectations)
    const { code, err } = await folder.run("refund-rules policy check shop/policy.json --expectations wrong.json")
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) })
  })
})

test("a refused case ends with 1 and shows every rule that broke", async () => {
  const folder = await folderWithShop()
  folder.write("shop/late.json", folder.read("shop/case.json").replace(/"askedAt": "\d+/, '"askedAt": "2099'))
  const { code, out } = await folder.run("refund-rules decide shop/late.json --policy shop/policy.json")
  expect(code).toBe(1)
  expect(out).toMatch(/^refused\n/)
  expect(out).toContain("broken window")
})
