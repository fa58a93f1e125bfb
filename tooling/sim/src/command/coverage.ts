/** Which fault met which step how often: every cell there can be, those that were never met included. */
import { weights } from "../clients/commands.ts"
import { sendFaults } from "../provider/arrive.ts"
import { lookFaults } from "../provider/lookUp.ts"
import { webhookFaults } from "../provider/webhooks.ts"
import { readSteps, writeSteps } from "../service/steps.ts"
import { crashPoints } from "../service/serviceOf.ts"
import { readFaults, writeFaults } from "../service/storing.ts"
import { type Cell, table } from "./table.ts"

/** Steps that meet the same faults. */
interface Group {
  readonly steps: readonly string[]
  readonly faults: readonly string[]
}

const wrong = (faults: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(faults).filter((fault) => fault !== "none")

const groups: readonly Group[] = [
  { steps: writeSteps, faults: wrong(writeFaults) },
  { steps: readSteps, faults: wrong(readFaults) },
  { steps: ["send"], faults: wrong(sendFaults) },
  { steps: ["look up"], faults: wrong(lookFaults) },
  { steps: ["webhook"], faults: webhookFaults },
  { steps: ["dispatcher"], faults: crashPoints.map((point) => `killed ${point}`) },
  { steps: ["command"], faults: [...Object.keys(weights), "resolved as failed", "resolved as succeeded"] },
]

type Counts = ReadonlyMap<string, number>

const timesOf = (counts: Counts, step: string, fault: string): number => counts.get(`${step}\t${fault}`) ?? 0

export interface Met {
  readonly step: string
  readonly fault: string
  readonly times: number
}

/** Every cell, from the one that was met least. */
export const cells = (counts: Counts): readonly Met[] =>
  groups
    .flatMap(({ faults, steps }) =>
      steps.flatMap((step) => faults.map((fault) => ({ step, fault, times: timesOf(counts, step, fault) }))),
    )
    .toSorted((a, b) => a.times - b.times)

/** As tables: what has many steps as a matrix, all else as a list. */
export const coverageTold = (counts: Counts): string =>
  [
    ...groups.filter(({ steps }) => steps.length > 1).map((group) => matrix(counts, group)),
    table(
      ["where", "what", "times"],
      groups
        .filter(({ steps }) => steps.length === 1)
        .flatMap(({ faults, steps: [step = ""] }) =>
          faults.map((fault): readonly Cell[] => [step, fault, timesOf(counts, step, fault)]),
        ),
    ),
  ].join("\n\n")

const matrix = (counts: Counts, { faults, steps }: Group): string =>
  table(
    ["step", ...faults],
    steps.map((step): readonly Cell[] => [step, ...faults.map((fault) => timesOf(counts, step, fault))]),
  )
