/** A backtest as it is told: how far it is, and once it is done what would have been otherwise. Pure. */
import { refOf } from "@refund-rules/core"
import { type Backtest, type Course, type GroupBy, movedTo, type Tally, totalOf } from "@refund-rules/engine"

export const backtestView = ({ createdAt, id, progress, question, status }: Backtest) => {
  const { course, endedAt = null, stopped = null } = progress
  return {
    id,
    status,
    policy: refOf(question.policy),
    by: question.by,
    since: question.since ?? null,
    createdAt,
    endedAt,
    decisions: course === undefined ? 0 : decisionsOf(course.tally),
    parts: course === undefined ? null : partsOf(course),
    stopped,
    result: status === "done" && course !== undefined ? resultOf(course.tally, question.by) : null,
  }
}

const decisionsOf = ({ cells }: Tally): number =>
  Object.values(cells).reduce((all, { decisions }) => all + decisions, 0)

const partsOf = ({ cuts, done }: Course) => ({ done: done.length, all: cuts.length + 1 })

const resultOf = (tally: Tally, by: readonly GroupBy[]) => {
  const total = totalOf(tally)
  return {
    ...total,
    ...movedTo(total),
    groups: Object.entries(tally.cells).map(([key, cell]) => ({ of: namesOf(key, by), ...cell, ...movedTo(cell) })),
    affected: tally.affected.map(({ weight: _weight, ...one }) => one),
  }
}

const namesOf = (key: string, by: readonly GroupBy[]): Readonly<Record<string, string>> => {
  const values = JSON.parse(key) as readonly string[]
  return Object.fromEntries(by.map((name, index) => [name, values[index] ?? ""]))
}
