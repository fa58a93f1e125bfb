/** Which fault met which step how often: every cell there can be, those that were never met included. */
import { weights } from "../clients/commands.ts"
import { sendFaults } from "../provider/arrive.ts"
import { lookFaults } from "../provider/lookUp.ts"
import { webhookFaults } from "../provider/webhooks.ts"
import { outgoingWeights } from "../outgoing/commands.ts"
import { roadFaults } from "../outgoing/road.ts"
import { outgoingReads, outgoingWrites } from "../outgoing/steps.ts"
import { type Kind, livesIn, type Met } from "../simulate.ts"
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

/** What came of commands of operators. */
const ends = ["resolved as failed", "resolved as succeeded", "incident closed", "incident was closed before"]

const ofRefunds: readonly Group[] = [
  { steps: writeSteps, faults: wrong(writeFaults) },
  { steps: readSteps, faults: wrong(readFaults) },
  { steps: ["send"], faults: wrong(sendFaults) },
  { steps: ["look up"], faults: wrong(lookFaults) },
  { steps: ["webhook"], faults: webhookFaults },
  { steps: ["dispatcher"], faults: crashPoints.map((point) => `killed ${point}`) },
  { steps: ["command"], faults: [...Object.keys(weights), ...ends] },
]

const ofOutgoing: readonly Group[] = [
  { steps: outgoingWrites, faults: wrong(writeFaults) },
  { steps: outgoingReads, faults: wrong(readFaults) },
  { steps: ["happen"], faults: ["committed", "never committed"] },
  { steps: ["race"], faults: ["somebody had queued the part", "the lease was over"] },
  { steps: ["post"], faults: wrong(roadFaults) },
  { steps: ["arrive"], faults: ["genuine", "old stamp", "no secret"] },
  { steps: ["command"], faults: Object.keys(outgoingWeights) },
]

const groups: Readonly<Record<Kind, readonly Group[]>> = { refunds: ofRefunds, outgoing: ofOutgoing }

type Counts = ReadonlyMap<string, number>

const timesOf = (counts: Counts, step: string, fault: string): number => counts.get(`${step}\t${fault}`) ?? 0

/** A fault at a step, and how often it was met. */
export interface Meeting {
  readonly step: string
  readonly fault: string
  readonly times: number
}

/** How often each fault must have met each step. */
const ENOUGH = 100
/** So many lives are enough for it; what fewer of them seldom meet says nothing. */
const ENOUGH_LIVES: Readonly<Record<Kind, number>> = { refunds: 20_000, outgoing: 10_000 }

export const isRare = ({ times }: Meeting): boolean => times < ENOUGH

/** What so many lives should have met more often. */
export const rarely = (of: Kind, met: Met): readonly Meeting[] =>
  livesIn(met) < ENOUGH_LIVES[of] ? [] : cells(of, met.counts).filter(isRare)

/** Every cell, from the one that was met least. */
export const cells = (of: Kind, counts: Counts): readonly Meeting[] =>
  groups[of]
    .flatMap(({ faults, steps }) =>
      steps.flatMap((step) => faults.map((fault) => ({ step, fault, times: timesOf(counts, step, fault) }))),
    )
    .toSorted((a, b) => a.times - b.times)

/** As tables: what has many steps as a matrix, all else as a list. */
export const coverageTold = (of: Kind, counts: Counts): string =>
  [
    ...groups[of].filter(({ steps }) => steps.length > 1).map((group) => matrix(counts, group)),
    table(
      ["where", "what", "times"],
      groups[of]
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
