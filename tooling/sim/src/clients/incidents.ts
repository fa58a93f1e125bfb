/** What operators do with incidents: they look at what is open, and close what was looked into, each in their own words. */
import type { Incident, Scope } from "@refund-rules/engine"
import { OPERATOR } from "../service/steps.ts"
import { scopes } from "./Shop.ts"
import type { Town } from "./Town.ts"

/** As many as one page of a list shows. */
const PAGE = 20

export const closeIncident = (town: Town): void => {
  const { chance } = town.world
  const scope = chance.oneOf(scopes)
  withOpen(town, scope, (open) => {
    if (open.length === 0) return
    const one = chance.oneOf(open)
    // What became of a refund in doubt is said of the refund, which closes its incidents; until then it stays in the list.
    if (isUndecided(town, scope, one)) return
    close(town, scope, one)
    // Two people may look at the same list.
    if (chance.isIn(20)) close(town, scope, one)
  })
}

/** Every open one, page after page, closed where that is for an operator to do. */
export const closeAll = (town: Town): void => {
  for (const scope of scopes)
    withOpen(town, scope, (open) => {
      const those = open.filter((one) => !isUndecided(town, scope, one))
      for (const one of those) close(town, scope, one)
      if (those.length > 0) town.world.timeline.after(1000, () => closeAll(town))
    })
}

const withOpen = ({ asking }: Town, scope: Scope, use: (open: readonly Incident[]) => void): void =>
  void asking.ask(
    ({ records }) => records.incidents(scope, { status: "open" }, { limit: PAGE }),
    ({ items }) => use(items),
  )

const isUndecided = ({ world }: Town, scope: Scope, { kind, paymentId, refundId }: Incident): boolean =>
  kind === "unknown_outcome" &&
  world.watch
    .ledgerOf(scope, paymentId ?? "")
    ?.refunds.some(({ id, status }) => id === refundId && (status === "unknown" || status === "submitting")) === true

const close = ({ asking, shop, world }: Town, scope: Scope, { id }: Incident): void => {
  const resolution = `looked into it, as number ${++shop.count}`
  asking.ask(
    ({ records }) => records.resolveIncident(scope, id, { actor: OPERATOR, resolution }),
    (isClosed) => {
      world.trace.count("command", isClosed ? "incident closed" : "incident was closed before")
      if (isClosed) shop.closed.push({ scope, id, resolution })
    },
  )
}
