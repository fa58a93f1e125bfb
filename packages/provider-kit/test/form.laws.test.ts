import fc from "fast-check"
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict"
import qs from "qs"
import { describe, it } from "vitest"
import { type Form, listOf, readForm, type Writable, writeForm } from "../src/index.ts"

const numRuns = Number(process.env["LAW_RUNS"] ?? 10_000)
const seed = Number(process.env["LAW_SEED"] ?? Date.now() & 0x7fffffff)

const law = <A>(sentence: string, values: fc.Arbitrary<A>, holds: (value: A) => void): void => {
  it(sentence, { timeout: 60_000 + numRuns }, () => {
    fc.assert(
      fc.property(values, (value) => holds(value)),
      { numRuns, seed },
    )
  })
}

const traps = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "0",
  "1",
  "a b",
  "ü",
  "&",
  "=",
  "+",
  "%41",
  "😀",
]
const name = fc.oneof(
  fc.constantFrom(...traps),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter((text) => !/[[\]]/.test(text)),
)
const value = fc.oneof(
  fc.constantFrom("", "true", "500", "a+b", "ü&=", "[x]"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
)
const { branch } = fc.letrec<{ branch: Writable; leaf: string }>((tie) => ({
  leaf: value,
  branch: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.dictionary(name, tie("branch"), { minKeys: 1, maxKeys: 3, noNullPrototype: false }),
    fc.array(tie("branch"), { minLength: 1, maxLength: 3 }),
  ),
}))
const depthOf = (tree: unknown): number =>
  typeof tree === "object" && tree !== null ? 1 + Math.max(0, ...Object.values(tree).map(depthOf)) : 0
const trees = fc
  .dictionary(name, branch, { maxKeys: 4, noNullPrototype: false })
  .filter((tree) => depthOf(tree) <= 5) as fc.Arbitrary<{ readonly [name: string]: Writable }>

/** Lists as objects whose names count, everything without prototypes: what a form is read as. */
const asForm = (tree: unknown): unknown => {
  if (typeof tree !== "object" || tree === null) return tree
  return Object.assign(
    Object.create(null),
    Object.fromEntries(Object.entries(tree).map(([key, each]) => [key, asForm(each)])),
  )
}
/** Compares every own name, `__proto__` among them, which `deepStrictEqual` of plain literals would not see. */
const flat = (tree: unknown, path: readonly string[] = []): readonly string[] =>
  typeof tree === "object" && tree !== null
    ? Reflect.ownKeys(tree).flatMap((key) =>
        flat(Object.getOwnPropertyDescriptor(tree, key)!.value, [...path, String(key)]),
      )
    : [JSON.stringify([...path, tree])]

const read = (text: string): Form => {
  const result = readForm(text)
  ok(result.ok, JSON.stringify(result))
  return result.form
}

// With these it agrees with what Stripe takes: no dots, lists as deep as objects, no prototypes.
const byLibrary = (text: string) =>
  qs.parse(text, { plainObjects: true, allowPrototypes: true, depth: 10, arrayLimit: 0, parameterLimit: 2000 })

describe("forms with brackets", () => {
  law("are read as they were written", trees, (tree) => {
    deepStrictEqual(flat(read(writeForm(tree))).toSorted(), flat(asForm(tree)).toSorted())
  })
  law("are read as the library reads them, where their names come once", trees, (tree) => {
    const text = writeForm(tree)
    // The library drops names it takes for a prototype's: those are the law above's alone.
    if (text.includes("__proto__")) return
    deepStrictEqual(flat(read(text)).toSorted(), flat(byLibrary(text)).toSorted())
  })
  law("are read from what the library writes, with its brackets escaped or not", trees, (tree) => {
    if (JSON.stringify(tree).includes("__proto__")) return
    const expected = flat(asForm(tree)).toSorted()
    const escaped = qs.stringify(tree, { format: "RFC1738" })
    deepStrictEqual(flat(read(escaped)).toSorted(), expected)
    deepStrictEqual(flat(read(escaped.replaceAll("%5B", "[").replaceAll("%5D", "]"))).toSorted(), expected)
  })
  law("never throw, and never reach a prototype", fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
    const result = readForm(`__proto__[x]=1&constructor[prototype][y]=2&${text}`)
    strictEqual(({} as Record<string, unknown>)["x"], undefined)
    strictEqual(({} as Record<string, unknown>)["y"], undefined)
    if (result.ok) strictEqual(Object.getPrototypeOf(result.form), null)
  })
  law("with lists give them in the order of their numbers", fc.uniqueArray(fc.nat(20), { minLength: 1 }), (indices) => {
    const form = read(indices.map((index) => `a[${index}]=${index}`).join("&"))
    deepStrictEqual(listOf(form["a"]), [...indices].sort((a, b) => a - b).map(String))
  })
})

describe("a form that is not right is refused", () => {
  it.each([
    ["a=1&a=2", "twice"],
    ["a=1&a[b]=2", "twice"],
    ["a[b]=2&a=1", "twice"],
    ["a[b=1", "brackets"],
    ["a]b[=1", "brackets"],
    ["a[b]c=1", "brackets"],
    ["a[[b]]=1", "brackets"],
    ["[a]=1", "brackets"],
    ["=1", "brackets"],
    ["a=%zz", "encoding"],
    ["a=%C3", "encoding"],
    ["a=%00", "encoding"],
    ["a[%00]=1", "encoding"],
    ["a=\0", "encoding"],
    ["%ff=1", "encoding"],
    [`a${"[b]".repeat(5)}=1`, "size"],
  ])("`%s` for `%s`", (text, wrong) => {
    const result = readForm(text)
    strictEqual(result.ok ? "read" : result.wrong, wrong)
  })
  it("and so is one of more than 1000 pairs", () => {
    const pairs = (count: number) => readForm(Array.from({ length: count }, (_, index) => `a${index}=1`).join("&"))
    strictEqual(pairs(1000).ok, true)
    strictEqual(pairs(1001).ok, false)
  })
  it.each([
    ["", []],
    ["&&a=1&", ['["a","1"]']],
    ["a", ['["a",""]']],
    ["a=", ['["a",""]']],
    ["a=b=c", ['["a","b=c"]']],
    ["a+b=c+d%2B", ['["a b","c d+"]']],
    ["expand[]=x&expand%5B%5D=y", ['["expand","0","x"]', '["expand","1","y"]']],
    ["metadata[0]=x", ['["metadata","0","x"]']],
  ])("and `%s` is right", (text, expected) => {
    deepStrictEqual(flat(read(text)), expected)
  })
})
