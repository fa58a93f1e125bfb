/** The table of settings for people and the one the server reads say the same. */
import { readFileSync } from "node:fs"
import { gatewayTable } from "@refund-rules/server/settings/gatewayTable"
import { table } from "@refund-rules/server/settings/table"
import { describe, expect, it } from "vitest"

const text = readFileSync(new URL("../../../../docs/guide/settings.md", import.meta.url), "utf8")

interface Row {
  readonly name: string
  readonly fallback: string
  readonly meaning: string
}

const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| `") && !line.includes("where left out"))
  .map((line): Row => {
    const [, name = "", fallback = "", meaning = ""] = line.split("|").map((cell) => cell.trim())
    return { name: name.replaceAll("`", ""), fallback, meaning }
  })

/** One name for the settings of all providers. */
const written = (name: string): string =>
  name
    .replace("REFUND_RULES_", "")
    .replace(/^GATEWAY_[A-Z]+_(URL|KEY|CLIENT_ID|CLIENT_SECRET|WEBHOOK_SECRET)$/, "GATEWAY_<PROVIDER>_$1")

const settings = [...Object.values(table), ...Object.values(gatewayTable)]

describe("the guide of settings", () => {
  it("has a row for each setting that the server reads, and none that it does not", () => {
    const known = [...new Set(settings.map(({ name }) => written(name)))]
    expect(rows.map(({ name }) => name).toSorted()).toEqual(known.toSorted())
  })

  it("names the very default of each that has one, and an own word for the others", () => {
    const fallbacks = new Map(
      settings.map(({ expected, name }) => [written(name), /\(default ([^()\s]+)\)$/.exec(expected)?.[1]]),
    )
    const wrong = rows.filter(({ fallback, name }) => {
      const known = fallbacks.get(name)
      return known === undefined ? /^`[^`]*`$/.test(fallback) : fallback !== `\`${known}\``
    })
    expect(wrong).toEqual([])
    expect([...fallbacks.values()].filter((one) => one !== undefined).length).toBeGreaterThan(15)
  })

  it("says of each in one sentence what it is", () => {
    expect(rows.filter(({ meaning }) => !/^[A-Z0-9`].{10,}\.$/.test(meaning))).toEqual([])
  })
})
