import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { exponentOf, isCurrency } from "@refund-rules/core"
import { describe, expect, it } from "vitest"
import { currencies } from "../../src/money/Currency.js"

const repository = (folder: string): string =>
  existsSync(join(folder, "pnpm-workspace.yaml")) ? folder : repository(dirname(folder))

/** The currencies of Dodo's refund API description. */
const dodo = `
  AED ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CLP CNY COP
  CRC CUP CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS
  INR IQD JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR
  MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK
  SGD SHP SLE SLL SOS SRD SSP STN SVC SZL THB TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD
  XOF XPF YER ZAR ZMW
`
  .trim()
  .split(/\s+/)

const withExponent = (exponent: number): readonly string[] =>
  currencies().filter((code) => exponentOf(code) === exponent)

describe("currencies", () => {
  it.each([
    [0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"],
    [3, "BHD IQD JOD KWD LYD OMR TND"],
    [4, "CLF UYW"],
  ])("have %i decimals exactly where ISO 4217 says so", (exponent, codes) => {
    expect(withExponent(exponent)).toEqual(codes.split(" "))
  })

  it.each([
    "USD",
    "EUR",
    "MGA",
    "MRU",
    "HUF",
    "TWD",
    "XCG",
    "XAD",
    "ZWG",
    "VED",
    "SLE",
    "STN",
    "HRK",
    "SLL",
    "BGN",
    "ANG",
  ])("%s has two decimals", (code) => {
    expect(withExponent(2)).toContain(code)
  })

  it("are three upper-case letters each, and each is named once", () => {
    expect(currencies()).toHaveLength(165 + 4)
    expect(new Set(currencies()).size).toBe(165 + 4)
    expect(currencies().filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([])
  })

  it("include every currency Dodo refunds in", () => {
    expect(dodo).toHaveLength(145)
    expect(dodo.filter((code) => !isCurrency(code))).toEqual([])
  })

  it.each(["XAU", "XAG", "XPD", "XPT", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XTS", "XUA", "XXX"])(
    "leave out %s, which has no smallest unit",
    (code) => {
      expect(isCurrency(code)).toBe(false)
    },
  )

  it.each([
    "constructor",
    "__proto__",
    "toString",
    "usd",
    "Usd",
    "US",
    "USDT",
    " USD",
    "USD ",
    "EDA",
    "CUC",
    "ZWL",
    "DEM",
    "",
    null,
    undefined,
    840,
    ["USD"],
    { code: "USD" },
    Symbol("USD"),
  ])("do not include %s", (value) => {
    expect(isCurrency(value)).toBe(false)
    expect(exponentOf(value as never)).toBeNaN()
  })

  it("are the table the generator writes, not edited by hand", () => {
    const root = repository(import.meta.dirname)
    const written = readFileSync(join(root, "packages/core/src/money/currencyTable.ts"), "utf8")
    const generator = join(root, "tooling/currencies/generate.mjs")
    expect(written).toBe(execFileSync(process.execPath, [generator, "--print"], { encoding: "utf8" }))
  })
})
