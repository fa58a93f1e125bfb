/** What is left to dispatchers, seen from outside: one worker at a time has an errand, and somebody wakes when one is due. */
import type { Errand, Judgement, Leased } from "@refund-rules/engine"
import type { Expect } from "../world/Expect.ts"
import type { Timeline } from "../world/Timeline.ts"
import type { Trace } from "../world/Trace.ts"
import { placeOf } from "./placeOf.ts"

interface Seen {
  due: number
  /** Until when the store gave it to somebody, told or not. */
  until: number
  leasedAt: number
  isEnded: boolean
  /** Who was told to have it, and until when. */
  holder: string
  heldUntil: number
}

export const errandsSeen = ({
  expect,
  timeline,
  trace,
}: {
  readonly expect: Expect
  readonly timeline: Timeline
  readonly trace: Trace
}) => {
  const all = new Map<string, Seen>()
  const wait = (one: Seen, at: number): void =>
    expect("dispatch", at, () => !one.isEnded && Math.max(one.due, one.until) <= timeline.now())
  const dueOf = ({ due }: Errand): number => (due === undefined ? timeline.now() : Date.parse(due))
  const nameOf = (place: string, id: string): string => `${place} ${id}`
  return {
    committed: (place: string, { ended = [], errands = [], postponed = [] }: Judgement<unknown>): void => {
      for (const errand of errands) {
        const name = nameOf(place, errand.id)
        if (all.has(name)) continue
        const one: Seen = {
          due: dueOf(errand),
          until: -Infinity,
          leasedAt: -Infinity,
          isEnded: false,
          holder: "",
          heldUntil: -Infinity,
        }
        all.set(name, one)
        wait(one, one.due)
      }
      for (const errand of postponed) {
        const one = all.get(nameOf(place, errand.id))
        if (one === undefined) continue
        Object.assign(one, { due: dueOf(errand), until: -Infinity, heldUntil: -Infinity })
        wait(one, one.due)
      }
      for (const id of ended) {
        const one = all.get(nameOf(place, id))
        if (one !== undefined) one.isEnded = true
      }
    },
    /** As the store has it. */
    leased: (leased: readonly Leased[], seconds: number): void => {
      for (const { errand, paymentId, scope } of leased) {
        const one = all.get(nameOf(placeOf(scope, paymentId), errand.id))
        if (one === undefined) continue
        one.leasedAt = timeline.now()
        one.until = one.leasedAt + seconds * 1000
        wait(one, one.until)
      }
    },
    /** As a worker was told. */
    held: (worker: string, seconds: number, leased: readonly Leased[]): void => {
      for (const { errand, paymentId, scope } of leased) {
        const one = all.get(nameOf(placeOf(scope, paymentId), errand.id))
        if (one === undefined) continue
        if (one.holder !== worker && one.heldUntil > one.leasedAt && !one.isEnded)
          trace.broken("one worker at a time", `${worker} was given \`${errand.id}\`, which ${one.holder} still has`)
        Object.assign(one, { holder: worker, heldUntil: one.leasedAt + seconds * 1000 })
      }
    },
  }
}
