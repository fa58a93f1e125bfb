/** The port `NoticeBook` over programs: a notice, its names and its incident are written in one commit, or none is. */
import type { Notice, NoticeBook, NoticeKept, NoticeWaiting, Scope, Telling } from "@refund-rules/engine"
import { openIncident, resolveIncident } from "./programs/incidents.ts"
import type { Shelf } from "./programs/Shelf.ts"
import { named } from "./reading/named.ts"
import { programsOn, type Runner } from "./Runner.ts"
import type { Steps } from "./Statement.ts"

export const noticeBook = (runner: Runner, shelf: Shelf): (typeof NoticeBook)["Service"] => {
  const { read, write } = programsOn(runner)
  return {
    keep: (scope, notice, at) => write(() => keep(shelf, scope, notice, at)),
    take: (scope, notice, paymentId) => write(() => take(shelf, scope, notice, paymentId)),
    orphans: (scope, provider, names) => read(() => orphans(shelf, scope, provider, names)),
    due: (at, limit) =>
      read(function* () {
        return (yield* shelf.statements.notice.due({ at, limit })).flatMap(waitingIn)
      }),
    putOff: ({ notice: { id, provider }, scope }, until, told) =>
      write(function* () {
        const place = { merchant: scope.merchant, mode: scope.mode, provider, id }
        const row = yield* shelf.statements.notice.putOff({ ...place, until })
        if (row === undefined || row.incident_id !== null || told === undefined) return false
        yield* shelf.statements.notice.alarmed({ ...place, incident: yield* alarm(shelf, scope, told) })
        return true
      }),
  }
}

const AGAIN_AFTER_MILLISECONDS = 60_000

function* keep(shelf: Shelf, scope: Scope, notice: Notice, at: string): Steps<NoticeKept> {
  const { merchant, mode } = scope
  const { id, provider, tells, type } = notice
  const paymentId = tells === undefined ? undefined : yield* named(shelf, scope, provider, tells.references)
  const kept = (isTaken: boolean): NoticeKept => ({ isTaken, ...(paymentId === undefined ? {} : { paymentId }) })
  const known = yield* shelf.statements.notice.find({ merchant, mode, provider, id })
  if (known !== undefined) return kept(known.taken === 1)
  const isOrphan = tells !== undefined && paymentId === undefined
  const row = yield* shelf.statements.notice.insert({
    merchant,
    mode,
    provider,
    id,
    type,
    tells: tells === undefined ? null : JSON.stringify(tells),
    received_at: at,
    taken: tells === undefined ? 1 : 0,
    due: new Date(Date.parse(at) + AGAIN_AFTER_MILLISECONDS).toISOString(),
    payment_id: null,
    incident_id: null,
  })
  if (row === undefined) return kept(false)
  if (isOrphan) {
    for (const name of namesOf(scope, notice, tells)) yield* shelf.statements.notice.name(name)
    const detail = `event \`${id}\` of ${provider} is about a payment that nobody registered`
    const incident = yield* alarm(shelf, scope, { detail, at })
    yield* shelf.statements.notice.alarmed({ merchant, mode, provider, id, incident })
  }
  yield* shelf.statements.event.advance({ at })
  return { ...kept(tells === undefined), ...(isOrphan ? { opened: true } : {}) }
}

function* take(
  shelf: Shelf,
  scope: Scope,
  { id, provider }: Pick<Notice, "id" | "provider">,
  paymentId: string,
): Steps<void> {
  const { merchant, mode } = scope
  const row = yield* shelf.statements.notice.take({ merchant, mode, provider, id, payment: paymentId })
  if (row === undefined || row.incident_id === null) return
  // Only what has an incident may have names: those of an orphan are kept with its incident.
  const tells = JSON.parse(row.tells ?? "null") as Telling | null
  for (const name of namesOf(scope, { id, provider }, tells)) yield* shelf.statements.notice.unname(name)
  const resolution = `it is about payment \`${paymentId}\``
  yield* resolveIncident(shelf, scope, row.incident_id, { actor: provider, resolution })
}

const alarm = (shelf: Shelf, scope: Scope, told: { readonly at: string; readonly detail: string }): Steps<string> =>
  openIncident(shelf, scope, { payment_id: null, refund_id: null, kind: "orphan_webhook", ...told })

function* orphans(
  { statements }: Shelf,
  { merchant, mode }: Scope,
  provider: string,
  names: Telling["references"],
): Steps<readonly NoticeWaiting[]> {
  const found = new Map<string, NoticeWaiting>()
  for (const [name, value] of Object.entries(names))
    for (const row of yield* statements.notice.named({ merchant, mode, provider, name, value: String(value) }))
      for (const waiting of waitingIn(row)) found.set(row.id, waiting)
  return [...found.values()].toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))
}

const namesOf = ({ merchant, mode }: Scope, { id, provider }: Pick<Notice, "id" | "provider">, tells: Telling | null) =>
  Object.entries(tells?.references ?? {}).map(([name, value]) => ({
    merchant,
    mode,
    provider,
    name,
    value: String(value),
    notice_id: id,
  }))

interface Row extends Scope {
  readonly provider: string
  readonly id: string
  readonly type: string
  readonly tells: string | null
  readonly received_at: string
}

const waitingIn = ({ id, merchant, mode, provider, received_at, tells, type }: Row): readonly NoticeWaiting[] =>
  tells === null
    ? []
    : [
        {
          scope: { merchant, mode },
          notice: { provider, id, type, tells: JSON.parse(tells) as Telling },
          receivedAt: received_at,
        },
      ]
