/** What shops do: register payments, ask for refunds, ask again where nobody answered, and sometimes ask for too much. */
import { newPayment, type Payment, type Wish } from "./Shop.ts"
import { plainly, type Town, withOne, withPayment } from "./Town.ts"

export const newcomer = (town: Town): void => {
  const kinds = town.providers.map(({ kind }) => kind)
  register(town, newPayment(town.shop, kinds, town.world.chance))
}

export const register = ({ asking, shop }: Town, payment: Payment): void => {
  if (!shop.payments.includes(payment)) shop.payments.push(payment)
  asking.ask(
    ({ desk }) => desk.registerPayment(payment.caller, payment.json),
    () => (payment.isRegistered = true),
  )
}

export const request = (town: Town): void =>
  withPayment(town, (payment) => {
    const { asking, shop, world } = town
    const wish: Wish = { key: `k${++shop.count}`, payment, ask: { _tag: "Request", amount: amountFor(town, payment) } }
    shop.wishes.push(wish)
    persist(town, wish)
    // Some clients lose patience and ask twice at once.
    if (world.chance.isIn(10)) asking.wish(wish)
  })

/** Everything that is left, a part of it, too much of it, or nothing. */
const amountFor = ({ world: { chance } }: Town, { captured }: Payment): number => {
  const roll = chance.below(10)
  if (roll === 0) return captured
  if (roll === 1) return captured + 1
  if (roll === 2) return Math.ceil(captured * 0.6)
  return 1 + chance.below(Math.ceil(captured / 4))
}

/** Asks, and often asks again where there was no answer. */
export const persist = (town: Town, wish: Wish, times = 0): void => {
  const { chance, timeline } = town.world
  let isAnswered = false
  town.asking.wish(wish, (isOver) => void (isAnswered = isOver))
  timeline.after(chance.between(2000, 40_000), () => {
    if (!isAnswered && times < 3 && chance.isIn(70)) persist(town, wish, times + 1)
  })
}

/** Another content under a known key is told so, and changes nothing. */
export const requestOther = (town: Town): void =>
  withOne(town, town.shop.wishes, ({ answer: known, ask, key, payment }) => {
    if (ask._tag !== "Request" || known === undefined) return
    const fingerprint = JSON.stringify({ ...ask, amount: ask.amount + 1 })
    town.asking.ask(
      ({ desk }) =>
        desk.request(payment.caller, {
          key: { door: "native", key, fingerprint },
          paymentId: payment.id,
          ask: { amount: ask.amount + 1 },
        }),
      () => town.world.trace.broken("one key, one answer", `${key} was answered for another content`),
    )
  })

export const quote = (town: Town): void =>
  withPayment(town, ({ caller, id }) =>
    plainly(town, ({ desk }) => desk.quote(caller, { paymentId: id, ask: { amount: 100 } })),
  )
