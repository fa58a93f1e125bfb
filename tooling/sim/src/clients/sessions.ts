/** What is done with sessions: opened, executed, canceled and looked at, before their time is over and after. */
import type { Shop, Wish } from "./Shop.ts"
import { persist } from "./requests.ts"
import { plainly, type Town, withOne, withPayment } from "./Town.ts"

export const openSession = (town: Town): void =>
  withPayment(town, (payment) => {
    const { asking, shop, world } = town
    const { chance, timeline } = world
    const key = { door: "native", key: `s${++shop.count}`, fingerprint: "" }
    const expiresAt = new Date(timeline.now() + chance.between(10, 3600) * 1000).toISOString()
    const ask = { amount: 1 + chance.below(Math.ceil(payment.captured / 5)) }
    asking.ask(
      ({ desk }) => desk.openSession(payment.caller, { key, paymentId: payment.id, ask, expiresAt }),
      ({ answer }) => {
        if (answer._tag !== "Opened") return
        const session = { payment, id: answer.session.id, isTold: false }
        shop.sessions.push(session)
        if (chance.isIn(60)) watchTheEnd(town, session, Date.parse(expiresAt))
      },
    )
  })

/** Some look again and again while the last seconds pass. */
const watchTheEnd = (town: Town, session: Session, end: number): void => {
  const { chance, timeline } = town.world
  for (let times = 0; times < 4; times += 1)
    timeline.at(end + chance.between(-3000, 3000), () => use(town, "look at session", session))
}

type Session = Shop["sessions"][number]

export type Use = "cancel session" | "execute session" | "look at session"

export const useSession = (town: Town, what: Use): void => {
  const { shop, world } = town
  // Most look after what is still open; some take whatever there was.
  const open =
    what === "look at session" || world.chance.isIn(20) ? [] : shop.sessions.filter((one) => isOpen(town, one))
  withOne(town, open.length === 0 ? shop.sessions : open, (session) => use(town, what, session))
}

const isOpen = ({ world: { watch } }: Town, { id, payment }: Session): boolean =>
  watch.ledgerOf(payment.scope, payment.id)?.sessions.some((one) => one.id === id && one.status === "open") === true

const use = (town: Town, what: Use, session: Session): void => {
  const { asking, shop, world } = town
  const { id, payment } = session
  switch (what) {
    case "execute session": {
      const wish: Wish = { key: `k${++shop.count}`, payment, ask: { _tag: "Execute", sessionId: id } }
      shop.wishes.push(wish)
      return persist(town, wish)
    }
    case "cancel session":
      return plainly(town, ({ desk }) => desk.cancelSession(payment.caller, id))
    case "look at session":
      return void asking.ask(
        ({ desk }) => desk.session(payment.caller, id),
        ({ status }) => {
          if (status === "expired") session.isTold = true
          else if (session.isTold) world.trace.broken("expired is for ever", `${id} was expired, and is ${status}`)
        },
      )
  }
}
