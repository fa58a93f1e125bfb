import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as measures from "@refund-rules/server/observe/measures"
import { table } from "@refund-rules/server/settings/table"

const file = (name: string): string => readFileSync(new URL(`../deploy/${name}`, import.meta.url), "utf8")

const labels = {
  method: "",
  route: "",
  status: "",
  outcome: "",
  verdict: "",
  code: "",
  kind: "",
  provider: "",
  call: "",
  queue: "",
}
const made = Object.values(measures).map((measure) => (typeof measure === "function" ? measure(labels) : measure))
const series = made.flatMap(({ id, type }) =>
  type === "Histogram" ? [`${id}_bucket`, `${id}_count`, `${id}_sum`] : [id],
)

describe("what is deployed with the server", () => {
  it.each(["alerts.yml", "grafana-dashboard.json"])("asks in %s for series that there are", (name) => {
    const asked = new Set(file(name).match(/refund_rules_\w+/gu))
    expect(asked.size).toBeGreaterThan(3)
    expect([...asked].filter((one) => !series.includes(one))).toEqual([])
  })

  it("shows every measure on the dashboard", () => {
    const dashboard = file("grafana-dashboard.json")
    expect(made.map(({ id }) => id).filter((id) => !dashboard.includes(id))).toEqual([])
  })

  it.each(["Dockerfile", "refund-rules.service"])(
    "sets in %s only settings that there are, and starts the server",
    (name) => {
      const known = Object.values(table).map((setting) => setting.name)
      const used = file(name).match(/REFUND_RULES_\w+/gu) ?? []
      expect(used.length > 0).toBe(name === "Dockerfile")
      expect(used.filter((one) => !known.includes(one))).toEqual([])
      expect(file(name)).toContain("apps/server/src/main.ts")
    },
  )

  it.each(["deploy/Dockerfile", "deploy/refund-rules.service"])(
    "starts Node.js in %s as `npm start` does, so that it stays as small",
    (name) => {
      const { config } = JSON.parse(file("../package.json")) as {
        readonly config: { readonly node: readonly string[] }
      }
      const given = file(`../${name}`).match(/--[a-z-]+=[^\s",]+/gu) ?? []
      const ours = given.filter((one) => /^--(max|heap)-/u.test(one))
      expect([config.node.length > 0, ours]).toEqual([true, config.node])
    },
  )

  it("rings: what has risen within a time is not waited for as long", () => {
    const minutes = (text = ""): number => Number(/^(\d+)m$/u.exec(text)?.[1])
    const rules = file("alerts.yml").split("- alert:").slice(1)
    const silent = rules.filter((rule) => {
      const within = /increase\([^[]+\[(\d+m)\]\) > 0/u.exec(rule)?.[1]
      const waits = /\n\s+for: (\S+)/u.exec(rule)?.[1]
      return within !== undefined && waits !== undefined && minutes(waits) * 2 > minutes(within)
    })
    expect(rules.some((rule) => rule.includes("increase("))).toBe(true)
    expect(silent).toEqual([])
  })

  it("tells with each alert what to do", () => {
    const alerts = file("alerts.yml").split("- alert:").slice(1)
    expect(alerts.length).toBeGreaterThan(5)
    expect(alerts.filter((alert) => !/\n\s+action: \S.{20}/u.test(alert))).toEqual([])
  })
})
