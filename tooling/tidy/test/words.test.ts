import { describe, expect, it } from "vitest"
import { bannedWords, wordsOf } from "../src/bannedWords.ts"
import { undocumented } from "../src/publicDocs.ts"
import { lines, planted } from "./planted.ts"

const path = "packages/core/src/index.ts"

describe("banned words", () => {
  it.each([
    ["export interface Transaction {}", 'type `Transaction` says "transaction"; say Payment'],
    ["export type ChargeId = string", 'type `ChargeId` says "charge"; say Payment'],
    ["export interface MerchantOrder {}", 'type `MerchantOrder` says "order"; say Payment'],
    ["export class RefundItem {}", 'type `RefundItem` says "item"; say Line'],
    ["export const amountInCents = 1", 'export `amountInCents` says "cents"; say Minor'],
    ["export interface A { readonly timestamp: string }", 'field `timestamp` says "timestamp"; say asOf'],
    ["export const A = Schema.Struct({ tenantId: Schema.String })", 'field `tenantId` says "tenant"; say Merchant'],
    ["export interface A { readonly now: number }", 'field `now` says "now"; say asOf'],
    [`export type State = { _tag: "Timeout" }`, 'tag `Timeout` says "timeout"; say Unknown'],
    [`export const a = db.createTable("refund_lock")`, 'table `refund_lock` says "lock"; say Claim'],
    [
      "export const a = sql`create table if not exists transactions (id int)`",
      'table `transactions` says "transaction"',
    ],
  ])("%s", (text, message) => {
    expect(lines(bannedWords(planted({ [path]: text })))).toContain(message)
  })

  it.each([
    ["an order's tax, a fixed name", "export interface Payment { orderTax?: number; orderedAt?: string }"],
    ["a provider's own word in references", "export interface References { charge?: string }"],
    ["a verb that a noun would not allow", "export const check = 1\nexport const estimated = 2"],
    ["a tag that tells no instant", `export type State = { _tag: "NotNow" }`],
    ["what stays inside a module", "interface Own { readonly chargeLeft: number }"],
    ["words inside other words", "export type Chargeable = 1\nexport const percents = 1\nexport const known = 1"],
  ])("lets pass %s", (_, text) => {
    expect(lines(bannedWords(planted({ [path]: text })))).toBe("")
  })

  it("do not bind wire modules, nor rooms whose words are a provider's", () => {
    const text = "export interface Charge {}"
    const files = { "packages/engine/src/Wire.ts": text, "packages/providers/stripe/src/index.ts": text }
    expect(lines(bannedWords(planted(files)))).toBe("")
  })

  it("are whole words of a name, however it is written", () => {
    expect(wordsOf("refundHTTPItem_v2")).toEqual(["refund", "http", "item", "v2"])
  })
})

describe("public names", () => {
  const documented =
    "/**\n * Adds two amounts up.\n *\n * @example\n * ```ts\n * add(1, 2)\n * ```\n *\n * @since 0.1.0\n */\n"
  const add = "export const add = (one: number, two: number) => one + two"

  it("pass with a sentence, an example and a version", () => {
    expect(lines(undocumented(planted({ [path]: documented + add })))).toBe("")
  })

  it.each([
    ["without a comment", add, "put `/** One sentence. @since */` above it"],
    ["without a sentence", `/** Add. @since 0.1.0 */\n${add}`, "begin its comment with one sentence"],
    ["without a version", documented.replace(" * @since 0.1.0\n", "") + add, "add `@since`"],
    ["without an example", `/** Adds two amounts up. @since 0.1.0 */\n${add}`, "add an `@example`"],
  ])("are caught %s, also where they are passed on", (_, text, message) => {
    const files = { [path]: `export * from "./add.ts"`, "packages/core/src/add.ts": text }
    expect(lines(undocumented(planted(files)))).toContain(
      `add.ts:${text.split("\n").length}: \`add\` is public and not documented; ${message}`,
    )
  })
})
