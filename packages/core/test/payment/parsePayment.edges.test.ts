import { parsePayment } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { line } from "../given.ts"

const good = { provider: "sandbox", references: {}, currency: "EUR", captured: 100 }
const read = (facts: object) => parsePayment({ ...good, ...facts })
const faults = (facts: object) => {
  const parsed = read(facts)
  return parsed.ok ? [] : parsed.faults.map(({ code, path }) => `${path} ${code}`)
}
const value = (facts: object) => {
  const parsed = read(facts)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
  return parsed.value
}

describe("parsePayment", () => {
  it.each<[string, object, readonly string[]]>([
    ["NaN", { captured: Number.NaN }, ["/captured not_an_integer"]],
    ["minus zero", { captured: -0 }, ["/captured minus_zero"]],
    ["1e400", { captured: JSON.parse("1e400") as number }, ["/captured not_an_integer"]],
    ["2^53 + 1", { captured: JSON.parse("9007199254740993") as number }, ["/captured unsafe_integer"]],
    ["2^53", { captured: 2 ** 53 }, ["/captured unsafe_integer"]],
    ["a fraction", { captured: 0.5 }, ["/captured not_an_integer"]],
    ["text for a number", { captured: "100" }, ["/captured not_an_integer"]],
    ["a negative amount", { captured: -1 }, ["/captured too_small"]],
    ["an unknown currency", { currency: "XAU" }, ["/currency unknown_currency"]],
    ["a prototype's name for a currency", { currency: "constructor" }, ["/currency unknown_currency"]],
    ["a provider that is no name", { provider: "Stripe!" }, ["/provider not_well_formed"]],
    ["a provider that only ends as a name does", { provider: "Stripe" }, ["/provider not_well_formed"]],
    ["a provider that only begins as a name does", { provider: "stripe!" }, ["/provider not_well_formed"]],
    ["an empty provider", { provider: "" }, ["/provider too_short"]],
    ["an unknown field", { amount: 1, "a/b~c": 1 }, ["/amount unknown_field", "/a~1b~0c unknown_field"]],
    ["no lines", { lines: [] }, ["/lines too_few"]],
    ["a line named twice", { lines: [line("a", 50), line("a", 50)] }, ["/lines/1/id duplicate_line"]],
    [
      "a line named twice beside another fault",
      { lines: [line("a", -1), line("a", 50)] },
      ["/lines/1/id duplicate_line", "/lines/0/net too_small"],
    ],
    [
      "a tax named twice",
      {
        lines: [
          {
            ...line("a", 98),
            taxes: [
              { id: "t", amount: 1 },
              { id: "t", amount: 1 },
            ],
          },
        ],
      },
      ["/lines/0/taxes/1/id duplicate_tax"],
    ],
    ["a line of no units", { lines: [line("a", 100, 0, { quantity: 0 })] }, ["/lines/0/quantity too_small"]],
    [
      "too many units to count",
      { lines: [line("a", 100, 0, { quantity: 1_000_000_001 })] },
      ["/lines/0/quantity too_large"],
    ],
    ["an unknown kind", { lines: [line("a", 100, 0, { kind: "thing" })] }, ["/lines/0/kind not_one_of"]],
    ["lines one short", { lines: [line("a", 99)] }, ["/captured lines_do_not_add_up"]],
    ["lines one over", { lines: [line("a", 101)] }, ["/captured lines_do_not_add_up"]],
    ["lines past 2^53", { lines: [line("a", 2 ** 53 - 1), line("b", 1)] }, ["/lines sum_too_large"]],
    [
      "tax that takes the sum past 2^53",
      { lines: [line("a", 2 ** 53 - 1)], orderTax: 1 },
      ["/captured lines_do_not_add_up"],
    ],
    [
      "a discount above its lines",
      { lines: [line("a", 100), line("s", 50, 0, { kind: "shipping" })], orderDiscount: 101 },
      ["/orderDiscount discount_exceeds_lines"],
    ],
    ["a discount without lines", { orderDiscount: 1 }, ["/orderDiscount discount_without_lines"]],
    ["tax above the capture", { orderTax: 101 }, ["/orderTax tax_exceeds_captured"]],
    [
      "tax on tips alone",
      { captured: 110, lines: [line("a", 100, 0, { kind: "tip" })], orderTax: 10 },
      ["/orderTax tax_without_lines"],
    ],
    [
      "a tax that is called as order tax is",
      { captured: 111, lines: [{ ...line("a", 100), taxes: [{ id: "order", amount: 1 }] }], orderTax: 10 },
      ["/lines/0/taxes duplicate_tax"],
    ],
    [
      "such a tax, and no sum while it stands",
      { captured: 112, lines: [{ ...line("a", 100), taxes: [{ id: "order", amount: 1 }] }], orderTax: 10 },
      ["/lines/0/taxes duplicate_tax"],
    ],
    [
      "tax that cannot be read, and no sum without it",
      { captured: 110, lines: [line("a", 100)], orderTax: "10" },
      ["/orderTax not_an_integer"],
    ],
    [
      "a discount that cannot be read, and no sum without it",
      { captured: 90, lines: [line("a", 100)], orderDiscount: "10" },
      ["/orderDiscount not_an_integer"],
    ],
    [
      "a sum, whatever else cannot be read",
      { lines: [line("a", 90)], orderedAt: "yesterday", deliveredAt: "today" },
      ["/orderedAt not_an_instant", "/deliveredAt not_an_instant", "/captured lines_do_not_add_up"],
    ],
    ["a fee above the capture", { applicationFee: 101 }, ["/applicationFee fee_exceeds_captured"]],
    [
      "a transfer above the capture",
      { transfer: { destination: "a", amount: 101 } },
      ["/transfer/amount transfer_exceeds_captured"],
    ],
    [
      "another provider's reference",
      { provider: "stripe", references: { paymentId: "x" } },
      ["/references/paymentId unknown_reference"],
    ],
    [
      "a prototype's name as reference",
      { provider: "stripe", references: { constructor: "x" } },
      ["/references/constructor unknown_reference"],
    ],
    [
      "text where Dollr counts",
      { provider: "dollr", references: { paymentIntentId: "7" } },
      ["/references/paymentIntentId wrong_reference"],
    ],
    [
      "a number where Stripe names",
      { provider: "stripe", references: { charge: 7 } },
      ["/references/charge wrong_reference"],
    ],
    ["references that are no object", { provider: "stripe", references: 7 }, ["/references not_an_object"]],
    ["Dodo without a customer", { provider: "dodo" }, ["/customer customer_needed"]],
    ["Dodo without an email", { provider: "dodo", customer: { id: "c", name: "Ann" } }, ["/customer customer_needed"]],
    ["a balance of nobody", { kind: "customer_balance" }, ["/customer customer_needed"]],
    [
      "a balance of nobody, whoever the provider is",
      { kind: "customer_balance", provider: 7 },
      ["/provider not_text", "/customer customer_needed"],
    ],
    ["an impossible date", { capturedAt: "2026-02-30T00:00:00Z" }, ["/capturedAt not_an_instant"]],
    [
      "too much metadata",
      { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [index, ""])) },
      ["/metadata too_many"],
    ],
    ["a long metadata key", { metadata: { ["k".repeat(41)]: "" } }, [`/metadata/${"k".repeat(41)} not_a_key`]],
    ["a long metadata value", { metadata: { k: "v".repeat(501) } }, ["/metadata/k too_long"]],
    ["a nameless metadata key", { metadata: { "": "v" } }, ["/metadata/ not_a_key"]],
    [
      "a metadata key that reaches the prototype",
      { metadata: JSON.parse('{ "__proto__": "v" }') as object },
      ["/metadata/__proto__ not_a_key"],
    ],
    [
      "several at once",
      { captured: 99, provider: "stripe", references: { x: "y" }, lines: [line("a", 100)], tags: [1] },
      ["/tags/0 not_text", "/references/x unknown_reference", "/captured lines_do_not_add_up"],
    ],
  ])("refuses %s", (_, facts, expected) => {
    expect(faults(facts)).toEqual(expected)
  })

  it("refuses a key that would reach the prototype, and takes nothing from it", () => {
    const json: unknown = JSON.parse(
      '{ "provider": "sandbox", "references": {}, "currency": "EUR", "__proto__": { "captured": 1 } }',
    )
    const parsed = parsePayment(json)
    expect(parsed.ok ? [] : parsed.faults.map(({ code, path }) => `${path} ${code}`)).toEqual([
      "/captured missing",
      "/__proto__ unknown_field",
    ])
  })

  it.each([null, undefined, 1, "text", [], true])("refuses %j as a payment", (json) => {
    expect(parsePayment(json)).toMatchObject({ ok: false, faults: [{ path: "", code: "not_an_object" }] })
  })

  it("names every field that is null", () => {
    const fields = [
      "id",
      "kind",
      "provider",
      "references",
      "currency",
      "captured",
      "status",
      "capturedAt",
      "orderedAt",
      "deliveredAt",
    ]
    const more = [
      "customer",
      "lines",
      "orderTax",
      "orderDiscount",
      "applicationFee",
      "transfer",
      "settledCurrency",
      "policyId",
      "tags",
      "metadata",
    ]
    const parsed = parsePayment(Object.fromEntries([...fields, ...more].map((field) => [field, null])))
    expect(parsed.ok ? [] : parsed.faults.map((one) => one.path)).toEqual(
      [...fields, ...more].map((field) => `/${field}`),
    )
  })

  it("fills in what was not said", () => {
    expect(value({})).toEqual({
      ...good,
      kind: "payment",
      status: "captured",
      lines: [{ id: "payment", kind: "product", quantity: 1, net: 100, taxes: [], tags: [] }],
      tags: [],
      metadata: {},
    })
  })

  it("takes order tax without lines as the one tax of its line", () => {
    expect(value({ orderTax: 17 }).lines).toEqual([
      { id: "payment", kind: "product", quantity: 1, net: 83, taxes: [{ id: "tax", amount: 17 }], tags: [] },
    ])
    expect(value({ orderTax: 100 }).lines[0]).toMatchObject({ net: 0, taxes: [{ amount: 100 }] })
  })

  it("splits discount over products and addons, tax over all but tips and adjustments", () => {
    const lines = [
      line("p", 60),
      line("a", 40, 0, { kind: "addon" }),
      line("s", 10, 0, { kind: "shipping" }),
      line("f", 10, 0, { kind: "fee" }),
      line("t", 5, 0, { kind: "tip" }),
      line("j", 5, 0, { kind: "adjustment" }),
    ]
    const { lines: frozen } = value({ captured: 132, lines, orderDiscount: 10, orderTax: 12 })
    expect(frozen.map(({ net, taxes }) => [net, ...taxes.map((tax) => tax.amount)])).toEqual([
      [54, 6],
      [36, 4],
      [10, 1],
      [10, 1],
      [5],
      [5],
    ])
  })

  it("puts order tax beside the taxes a line has", () => {
    const { lines: frozen } = value({ captured: 110, lines: [line("a", 90, 10)], orderTax: 10 })
    expect(frozen[0]!.taxes).toEqual([
      { id: "vat", amount: 10 },
      { id: "order", amount: 10 },
    ])
  })

  it("reads what it wrote", () => {
    const frozen = value({
      captured: 132,
      lines: [line("p", 120), line("q", 10)],
      orderTax: 12,
      orderDiscount: 10,
      tags: ["a", "a"],
      metadata: { a: "", b: "c" },
    })
    expect(parsePayment(JSON.parse(JSON.stringify(frozen)))).toEqual({ ok: true, value: frozen })
    expect(frozen).toMatchObject({ tags: ["a"], metadata: { b: "c" } })
  })

  it("keeps what the caller gave it as it was", () => {
    const given = { ...good, lines: [line("a", 60), line("b", 40)], tags: ["x"] }
    const before = structuredClone(given)
    parsePayment(given)
    expect(given).toEqual(before)
  })
})
