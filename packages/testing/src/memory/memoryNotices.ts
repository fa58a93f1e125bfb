/** The notices a desk in memory keeps: each a step of its own, with what it opens and closes in the same one. */
import type { Notice, NoticeBook, NoticeWaiting, Scope, Telling } from "@refund-rules/engine"
import { place, placeNamed, plain, type Shelves, step } from "./Shelves.ts"

/** A notice with its life. */
interface Kept {
  readonly scope: Scope
  readonly notice: Notice
  readonly receivedAt: string
  readonly names: readonly string[]
  due: string
  isTaken: boolean
  isOrphan: boolean
  incident: string | undefined
}

export const memoryNotices = (kept: Shelves): (typeof NoticeBook)["Service"] => {
  const all: All = { named: new Map(), open: new Set() }
  return { ...keeping(kept, all), ...ending(kept, all) }
}

type Service = (typeof NoticeBook)["Service"]

/** All of them by name, and those that are not taken yet. */
interface All {
  readonly named: Map<string, Kept>
  readonly open: Set<Kept>
}

const keeping = (kept: Shelves, all: All): Pick<Service, "due" | "keep" | "orphans"> => ({
  keep: (scope, notice, at) =>
    step(() => {
      const name = place(scope, notice.provider, notice.id)
      const known = all.named.get(name)
      const one = known ?? freshOf(scope, notice, at)
      const paymentId = one.names.map((each) => kept.references.get(each)).find((id) => id !== undefined)
      if (known === undefined)
        kept.commit(() => {
          all.named.set(name, one)
          if (!one.isTaken) all.open.add(one)
          if (notice.tells === undefined || paymentId !== undefined) return
          one.isOrphan = true
          one.incident = kept.alarm(scope, orphaned(notice), at)
        })
      const opened = known === undefined && one.isOrphan ? { opened: true as const } : {}
      return { isTaken: one.isTaken, ...(paymentId === undefined ? {} : { paymentId }), ...opened }
    }),
  orphans: (scope, provider, names) =>
    step(() => {
      const places = new Set(named(scope, provider, names))
      return waiting(all, (one) => one.isOrphan && one.names.some((name) => places.has(name))).flatMap(told)
    }),
  due: (at, atMost) =>
    step(() =>
      waiting(all, ({ due }) => due <= at)
        .toSorted((a, b) => (a.due < b.due ? -1 : 1))
        .slice(0, atMost)
        .flatMap(told),
    ),
})

const ending = (kept: Shelves, all: All): Pick<Service, "putOff" | "take"> => ({
  take: (scope, { id, provider }, paymentId) =>
    step(() => {
      const one = all.named.get(place(scope, provider, id))
      if (one === undefined || one.isTaken) return
      kept.commit(() => {
        one.isTaken = true
        all.open.delete(one)
        if (one.incident !== undefined)
          kept.settle(one.incident, { actor: provider, resolution: `it is about payment \`${paymentId}\`` })
      })
    }),
  putOff: ({ notice: { id, provider }, scope }, until, alarm) =>
    step(() => {
      const one = all.named.get(place(scope, provider, id))
      if (one === undefined || one.isTaken) return false
      const opens = alarm !== undefined && one.incident === undefined
      kept.commit(() => {
        one.due = until
        if (opens) one.incident = kept.alarm(scope, { kind: "orphan_webhook", detail: alarm.detail }, alarm.at)
      })
      return opens
    }),
})

const waiting = ({ open }: All, fits: (one: Kept) => boolean): readonly Kept[] => [...open].filter(fits)

const freshOf = (scope: Scope, notice: Notice, at: string): Kept => ({
  scope,
  notice: plain(notice),
  receivedAt: at,
  names: notice.tells === undefined ? [] : named(scope, notice.provider, notice.tells.references),
  due: new Date(Date.parse(at) + 60_000).toISOString(),
  isTaken: notice.tells === undefined,
  isOrphan: false,
  incident: undefined,
})

const orphaned = ({ id, provider }: Notice) => ({
  kind: "orphan_webhook" as const,
  detail: `event \`${id}\` of ${provider} is about a payment that nobody registered`,
})

const told = ({ notice, receivedAt, scope }: Kept): readonly NoticeWaiting[] =>
  isTelling(notice) ? [{ scope, notice, receivedAt }] : []

const isTelling = (notice: Notice): notice is Notice & { readonly tells: Telling } => notice.tells !== undefined

/** The places of what a provider names. */
const named = (scope: Scope, provider: string, names: Readonly<Record<string, number | string>>): readonly string[] =>
  Object.entries(names).map(([name, value]) => placeNamed(scope, { provider, name, value: String(value) }))
