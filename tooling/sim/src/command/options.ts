/** What `npm run sim` was asked for; what it does not understand it says. */
import { parseArgs } from "node:util"
import { nearest } from "@refund-rules/server/settings/nearest"
import { type Kind, type Plan, planOf, plantsOf } from "../simulate.ts"

export interface Asked {
  readonly plan: Plan
  /** No new lives are begun after so many minutes. */
  readonly minutes: number
  /** Looks for every planted mistake instead. */
  readonly isPlanted: boolean
  /** Files that hold what was met before: what is met is added to the first, the others are counted with it. */
  readonly kept: readonly string[]
  /** Writes its table into docs/simulation.md. */
  readonly isRecorded: boolean
}

export const asked = (args: readonly string[]): Asked => {
  onlyKnown(args)
  const { values } = parseArgs({ args: [...args], options })
  const of = kindNamed(values.of)
  if (values.kept.length > 0 && (values.planted || values.fault !== undefined))
    throw new Error("--kept is for lives without a mistake")
  return {
    plan: planOf({
      from: count("from", values.from),
      seeds: count("seeds", values.seeds),
      ...(values.commands === undefined ? {} : { commands: count("commands", values.commands) }),
      of,
      mode: modeNamed(values.mode),
      fault: faultNamed(of, values.fault),
    }),
    minutes: values.minutes === undefined ? Infinity : count("minutes", values.minutes),
    isPlanted: values.planted,
    kept: values.kept,
    isRecorded: values.record,
  }
}

const options = {
  seeds: { type: "string", default: "100" },
  from: { type: "string", default: "1" },
  of: { type: "string", default: "refunds" },
  commands: { type: "string" },
  minutes: { type: "string" },
  mode: { type: "string" },
  fault: { type: "string" },
  planted: { type: "boolean", default: false },
  kept: { type: "string", multiple: true, default: [] as string[] },
  record: { type: "boolean", default: false },
} as const

const onlyKnown = (args: readonly string[]): void => {
  const names = Object.keys(options)
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind !== "option" || names.includes(token.name)) continue
    const meant = nearest(token.name, names)
    const known = names.map((name) => `--${name}`).join(", ")
    throw new Error(
      `there is no option \`${token.rawName}\`${meant === undefined ? "" : `: did you mean \`--${meant}\`?`} (${known})`,
    )
  }
}

const count = (name: string, value: string): number => {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value)
  throw new Error(`--${name} takes a whole number above 0, not \`${value}\``)
}

const modeNamed = (name: string | undefined): Plan["mode"] => {
  if (name === undefined || name === "safety" || name === "liveness") return name
  throw new Error(`--mode is \`safety\` or \`liveness\`, not \`${name}\``)
}

const kindNamed = (name: string): Kind => {
  if (name === "refunds" || name === "outgoing") return name
  throw new Error(`--of is \`refunds\` or \`outgoing\`, not \`${name}\``)
}

const faultNamed = (of: Kind, name: string | undefined): string | undefined => {
  const plants = plantsOf(of)
  if (name === undefined || plants.some((one) => one.name === name)) return name
  throw new Error(`--fault is one of ${plants.map((one) => one.name).join(", ")}, not \`${name}\``)
}
