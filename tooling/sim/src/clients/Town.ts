/** Everything there is in a life, and how those who act in it choose what to act on. */
import type { Effect } from "effect"
import type { Doors } from "../service/Doors.ts"
import type { Instance } from "../service/Instance.ts"
import type { Provider } from "../provider/Provider.ts"
import type { World } from "../World.ts"
import type { Asking } from "./Asking.ts"
import type { Payment, Shop } from "./Shop.ts"

export interface Town {
  readonly world: World
  readonly shop: Shop
  readonly asking: Asking
  readonly instances: readonly Instance[]
  readonly providers: readonly Provider[]
}

/** The latest are where something still happens. */
const LATEST = 12

export const withOne = <A>({ world }: Town, all: readonly A[], use: (one: A) => void): void => {
  const from = Math.max(0, all.length - LATEST)
  if (all.length > 0) use(all[from + world.chance.below(all.length - from)]!)
}

export const withPayment = (town: Town, use: (payment: Payment) => void): void =>
  withOne(town, town.shop.payments, (payment) => {
    if (payment.isRegistered) use(payment)
  })

/** Said once, whatever comes of it. */
export const plainly = (
  { asking }: Town,
  say: (doors: Doors) => Effect.Effect<unknown, { readonly _tag: string }>,
): void => void asking.ask(say, () => undefined)
