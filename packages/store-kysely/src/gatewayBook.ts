/** The port `GatewayBook` over programs: a gateway is read and changed in one transaction, and a removed one stays as a row. */
import type { GatewayBook, GatewayKept, Scope } from "@refund-rules/engine"
import type { Shelf } from "./programs/Shelf.ts"
import { programsOn, type Runner } from "./Runner.ts"
import type { Tables } from "./schema/Tables.ts"
import type { Steps } from "./Statement.ts"

type Change = Parameters<(typeof GatewayBook)["Service"]["change"]>[3]

export const gatewayBook = (runner: Runner, shelf: Shelf): (typeof GatewayBook)["Service"] => {
  const { read, write } = programsOn(runner)
  return {
    change: (scope, provider, at, change) => write(() => changed(shelf, scope, provider, at, change)),
    changedAfter: (turn) =>
      read(function* () {
        return (yield* shelf.statements.gateway.changedAfter({ turn })).map(keptIn)
      }),
  }
}

function* changed(
  { statements: { event, gateway, past } }: Shelf,
  { merchant, mode }: Scope,
  provider: string,
  at: string,
  change: Change,
): Steps<GatewayKept> {
  const place = { merchant, mode, provider }
  // Turns are counted over all merchants: who reads on from one must not miss another that is committed later.
  yield* past.alone({ merchant: "gateways", mode: "live" })
  const before = yield* gateway.find(place)
  const after = change(before === undefined ? undefined : keptIn(before)) ?? {}
  const turn = ((yield* gateway.latest({}))?.turn ?? 0) + 1
  const row = { ...place, url: after.url ?? null, sealed: after.sealed ?? null, changed_at: at, turn }
  yield* gateway.put(row)
  yield* event.advance({ at })
  return keptIn(row)
}

const keptIn = ({ changed_at, merchant, mode, provider, sealed, turn, url }: Tables["gateway"]): GatewayKept => ({
  scope: { merchant, mode },
  provider,
  ...(url === null ? {} : { url }),
  ...(sealed === null ? {} : { sealed }),
  changedAt: changed_at,
  turn,
})
