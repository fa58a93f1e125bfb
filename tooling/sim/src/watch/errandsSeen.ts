/** What is left to dispatchers, seen from outside: one worker at a time has an errand, and somebody wakes when one is due. */
import type { Errand, Judgement, Leased } from "@refund-rules/engine"
import { placeOf } from "./placeOf.ts"
import type { Around } from "./Around.ts"

interface Seen {
  due: number
  /** Until when the store gave it to somebody, told or not. */
  until: number
  leasedAt: number
  leasedBy: string
  isEnded: boolean
  /** Who was told to have it, and until when. */
  holder: string
  heldUntil: number
}

export type ErrandsSeen = ReturnType<typeof errandsSeen>

export const errandsSeen = ({ expect, timeline, trace }: Pick<Around, "expect" | "timeline" | "trace">) => {
  const all = new Map<string, Seen>()
  const find = (place: string, id: string): Seen | undefined => all.get(`${place} ${id}`)
  const each = (leased: readonly Leased[], use: (one: Seen, id: string) => void): void => {
    for (const { errand, paymentId, scope } of leased) {
      const one = find(placeOf(scope, paymentId), errand.id)
      if (one !== undefined) use(one, errand.id)
    }
  }
  const wait = (one: Seen, at: number): void =>
    expect("dispatch", at, { isWaiting: () => !one.isEnded && Math.max(one.due, one.until) <= timeline.now() })
  const dueOf = ({ due }: Errand): number => (due === undefined ? timeline.now() : Date.parse(due))
  const begin = (place: string, errand: Errand): void => {
    if (find(place, errand.id) !== undefined) return
    const one = { ...fresh, due: dueOf(errand) }
    all.set(`${place} ${errand.id}`, one)
    wait(one, one.due)
  }
  const putOff = (one: Seen | undefined, due: number): void => {
    if (one === undefined) return
    Object.assign(one, { due, until: -Infinity, heldUntil: -Infinity })
    wait(one, due)
  }
  return {
    committed: (place: string, { ended = [], errands = [], postponed = [] }: Judgement<unknown>): void => {
      for (const errand of errands) begin(place, errand)
      for (const errand of postponed) putOff(find(place, errand.id), dueOf(errand))
      for (const id of ended) Object.assign(find(place, id) ?? {}, { isEnded: true })
    },
    /** As the store has it. */
    leased: (worker: string, seconds: number, leased: readonly Leased[]): void =>
      each(leased, (one) => {
        Object.assign(one, { leasedAt: timeline.now(), leasedBy: worker })
        one.until = one.leasedAt + seconds * 1000
        wait(one, one.until)
      }),
    /** As a worker was told; told too late, it is somebody else's by then. */
    held: (worker: string, seconds: number, leased: readonly Leased[]): void =>
      each(leased, (one, id) => {
        if (one.leasedBy !== worker) return
        const isAnothers = one.holder !== worker && one.heldUntil > one.leasedAt && !one.isEnded
        if (isAnothers) trace.broken("one worker at a time", `${worker} was given \`${id}\`, which ${one.holder} has`)
        Object.assign(one, { holder: worker, heldUntil: one.leasedAt + seconds * 1000 })
      }),
  }
}

const fresh = { until: -Infinity, leasedAt: -Infinity, leasedBy: "", isEnded: false, holder: "", heldUntil: -Infinity }
