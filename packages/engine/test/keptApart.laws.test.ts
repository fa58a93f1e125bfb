/** Parting and making whole are each other's opposite, and nothing that tells of a person is left between them. */
import type { Ask, Customer } from "@refund-rules/core"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Personal } from "../src/ports/LedgerStore.ts"
import { namesApart, partedAsk, partedPayment, wholeNote, wholePayment } from "../src/desk/keptApart.ts"

// What tells of a person is marked, so that it is found wherever it is left.
const words = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `§${text}`)
const maybe = <A>(of: fc.Arbitrary<A>) => fc.option(of, { nil: undefined })
const customers = fc.record(
  {
    id: fc.string({ minLength: 1, maxLength: 8 }).map((id) => id.replaceAll("§", "s")),
    name: maybe(words),
    email: maybe(words),
    phone: maybe(words),
    metadata: maybe(fc.dictionary(fc.constantFrom("tier", "since", "x"), words)),
  },
  { requiredKeys: ["id"] },
)
const clean = (customer: object): Customer => JSON.parse(JSON.stringify(customer)) as Customer
const ids = fc.stringMatching(/^[\w )(:-]{1,30}$/)

describe("a payment", () => {
  it("is chained without a word about a person, and told whole", () => {
    fc.assert(
      fc.property(ids, customers, (id, given) => {
        const payment = { id, captured: 100, customer: clean(given) } as never
        const { apart, payment: parted } = partedPayment(payment)
        expect(JSON.stringify(parted)).not.toContain("§")
        const found = new Map(apart === undefined ? [] : [[apart.name, apart.personal]])
        const names = namesApart({ payments: [parted] })
        // Metadata without a pair tells of nobody: nothing is marked, and nothing is looked up.
        expect(names).toEqual(JSON.stringify(parted).includes('"(kept apart)"') ? [apart?.name] : [])
        expect(wholePayment(parted, found)).toEqual(payment)
        expect(JSON.stringify(wholePayment(parted, new Map()))).not.toContain("§")
      }),
      { numRuns: 2000 },
    )
  })

  it("says the same of another person as of this one: no fact changes with a name", () => {
    const of = (name: string) => partedPayment({ id: "p1", customer: { id: "c1", name } } as never).payment
    expect(of("Ann")).toEqual(of("Eve"))
  })
})

describe("a note", () => {
  it("is chained by its mark, told whole, and told as erased", () => {
    fc.assert(
      fc.property(ids, words, (id, note) => {
        const { apart, ask } = partedAsk({ amount: 1, note } as unknown as Ask, id)
        expect(JSON.stringify(ask)).not.toContain("§")
        expect(ask.note?.trim()).not.toBe("")
        expect(namesApart({ notes: [ask.note] })).toEqual([apart?.name])
        expect(wholeNote(ask.note, new Map([[apart!.name, apart!.personal as Personal]]))).toBe(note)
        expect(wholeNote(ask.note, new Map())).toBe("(erased)")
      }),
      { numRuns: 2000 },
    )
  })

  it.each([[undefined], [""], ["  \n"]])("that says nothing stays as it is: %j", (note) => {
    const ask = { amount: 1, ...(note === undefined ? {} : { note }) } as unknown as Ask
    expect(partedAsk(ask, "ref_1")).toEqual({ ask })
    expect(wholeNote(note, new Map())).toBe(note)
  })

  it("that looks like a mark is a note like any other", () => {
    const { apart, ask } = partedAsk({ note: "(kept apart: ref_2)" } as unknown as Ask, "ref_1")
    expect(ask.note).toBe("(kept apart: ref_1)")
    expect(apart).toEqual({ name: "note ref_1", personal: { note: "(kept apart: ref_2)" } })
  })
})
