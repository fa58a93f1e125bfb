/** Everything that people, shops, banks and machines do to a service, one command at a time, by chance. */
import type { Effect } from "effect"
import type { Doors, Instance } from "../service/Instance.ts"
import type { Provider } from "../provider/Provider.ts"
import { isMoving } from "../provider/Provider.ts"
import type { World } from "../World.ts"
import { weighted } from "../world/Chance.ts"
import { type Asking, operatorOf } from "./Asking.ts"
import { newPayment, type Payment, type Shop, type Wish } from "./Shop.ts"

export interface Town {
  readonly world: World
  readonly shop: Shop
  readonly asking: Asking
  readonly instances: readonly Instance[]
  readonly providers: readonly Provider[]
}

const roll = weighted({
  register: 10,
  "register again": 2,
  request: 34,
  "request again": 10,
  "request other": 2,
  quote: 2,
  approve: 5,
  reject: 1,
  cancel: 5,
  "open session": 6,
  "execute session": 5,
  "cancel session": 1,
  "look at session": 4,
  "look at refund": 4,
  metadata: 1,
  dispute: 1,
  "end dispute": 2,
  "refund outside": 3,
  resolve: 2,
  trespass: 1,
  "step clock": 3,
  "kill instance": 3,
  "stop instance": 2,
  "idle for long": 3,
})

/** Says one command. */
export const command = (town: Town): void => {
  const { chance, timeline, trace } = town.world
  const what = roll(chance)
  trace.step(timeline.now(), "command", what)
  trace.count("command", what)
  say(town, what)
}

const say = (town: Town, what: ReturnType<typeof roll>): void => {
  switch (what) {
    case "register":
      return register(
        town,
        newPayment(
          town.shop,
          town.providers.map(({ kind }) => kind),
          town.world.chance,
        ),
      )
    case "register again":
      return withOne(town, town.shop.payments, (payment) => register(town, payment))
    case "request":
      return withPayment(town, (payment) => request(town, payment))
    case "request again":
      return withOne(town, town.shop.wishes, (wish) => void town.asking.wish(wish))
    case "request other":
      return withOne(town, town.shop.wishes, (wish) => requestOther(town, wish))
    case "quote":
      return withPayment(town, ({ caller, id }) =>
        plainly(town, ({ desk }) => desk.quote(caller, { paymentId: id, ask: { amount: 100 } })),
      )
    case "approve":
    case "reject":
    case "cancel":
    case "metadata":
    case "look at refund":
    case "resolve":
      return withOne(town, town.shop.refunds, (refund) => move(town, what, refund.payment, refund.id))
    case "open session":
      return withPayment(town, (payment) => openSession(town, payment))
    case "execute session":
    case "cancel session":
    case "look at session":
      return withOne(town, town.shop.sessions, (session) => useSession(town, what, session))
    case "dispute":
    case "end dispute":
    case "refund outside":
      return fromOutside(town, what)
    case "trespass":
      return withOne(town, town.shop.refunds, (refund) => trespass(town, refund))
    case "step clock":
    case "kill instance":
    case "stop instance":
    case "idle for long":
      return toMachines(town, what)
  }
}

const withOne = <A>({ world }: Town, all: readonly A[], use: (one: A) => void): void => {
  // The latest are where something still happens.
  const from = Math.max(0, all.length - 12)
  if (all.length > 0) use(all[from + world.chance.below(all.length - from)]!)
}

const withPayment = (town: Town, use: (payment: Payment) => void): void =>
  withOne(town, town.shop.payments, (payment) => {
    if (payment.isRegistered) use(payment)
  })

const plainly = ({ asking }: Town, say: (doors: Doors) => Effect.Effect<unknown, { readonly _tag: string }>): void =>
  void asking.ask(say, () => undefined)

const register = ({ asking, shop }: Town, payment: Payment): void => {
  if (!shop.payments.includes(payment)) shop.payments.push(payment)
  asking.ask(
    ({ desk }) => desk.registerPayment(payment.caller, payment.json),
    () => (payment.isRegistered = true),
  )
}

/** Everything that is left, a part of it, too much of it, or nothing. */
const amountFor = ({ world: { chance } }: Town, { captured }: Payment): number => {
  const roll = chance.below(10)
  if (roll === 0) return captured
  if (roll === 1) return captured + 1
  if (roll === 2) return Math.ceil(captured * 0.6)
  return 1 + chance.below(Math.ceil(captured / 4))
}

const request = (town: Town, payment: Payment): void => {
  const { asking, shop, world } = town
  const wish: Wish = { key: `k${++shop.count}`, payment, ask: { _tag: "Request", amount: amountFor(town, payment) } }
  shop.wishes.push(wish)
  persist(town, wish)
  // Some clients lose patience and ask twice at once.
  if (world.chance.isIn(10)) asking.wish(wish)
}

/** Asks, and often asks again where there was no answer. */
const persist = ({ asking, world: { chance, timeline } }: Town, wish: Wish, times = 0): void => {
  let isAnswered = false
  asking.wish(wish, (isOver) => void (isAnswered = isOver))
  timeline.after(chance.between(2000, 40_000), () => {
    if (!isAnswered && times < 3 && chance.isIn(70))
      persist({ asking, world: { chance, timeline } } as Town, wish, times + 1)
  })
}

/** Another content under a known key is told so, and changes nothing. */
const requestOther = ({ asking, world }: Town, { answer: known, ask, key, payment }: Wish): void => {
  if (ask._tag !== "Request" || known === undefined) return
  const fingerprint = JSON.stringify({ ...ask, amount: ask.amount + 1 })
  asking.ask(
    ({ desk }) =>
      desk.request(payment.caller, {
        key: { door: "native", key, fingerprint },
        paymentId: payment.id,
        ask: { amount: ask.amount + 1 },
      }),
    () => world.trace.broken("one key, one answer", `${key} was answered for another content`),
  )
}

const move = (
  town: Town,
  what: "approve" | "cancel" | "look at refund" | "metadata" | "reject" | "resolve",
  payment: Payment,
  id: string,
): void => {
  const { chance } = town.world
  const lead = { ...payment.caller, actor: { id: chance.oneOf(["ann", "zoe"]), roles: ["lead"] } }
  switch (what) {
    case "approve":
      return plainly(town, ({ desk }) => desk.approve(lead, id))
    case "reject":
      return plainly(town, ({ desk }) => desk.reject(lead, id))
    case "cancel":
      return plainly(town, ({ desk }) => desk.cancel(payment.caller, id))
    case "metadata":
      return plainly(town, ({ desk }) => desk.setMetadata(payment.caller, id, { order: `${chance.below(9)}` }))
    case "look at refund":
      return void town.asking.ask(
        ({ desk }) => desk.refund(payment.caller, id),
        () => undefined,
        ({ _tag }) => {
          if (_tag === "NotFound") town.world.trace.broken("nothing acknowledged is lost", `${id} is not there`)
        },
      )
    case "resolve":
      return resolve(town, payment, id)
  }
}

/** An operator looks at the provider's dashboard, long enough after the last send, and says what is there. */
export const resolve = ({ asking, providers, world }: Town, payment: Payment, id: string): void => {
  const ledger = [...world.watch.ledgers.values()].find(
    ({ payment: { references } }) => references["charge"] === payment.reference,
  )
  const refund = ledger?.refunds.find((one) => one.id === id)
  if (refund?.status !== "unknown") return
  if (world.timeline.now() < Date.parse(refund.updatedAt) + OPERATOR_WAITS_MILLIS) return
  const mine = providers.find(({ kind }) => kind === payment.kind)!.of(id)
  // What is under way is not over: an operator leaves it.
  if (mine.some(({ status }) => status === "pending" || status === "requires_action")) return
  const moved = mine.find(isMoving)
  // One that came to nothing is named too: its webhooks may still be on their way.
  const [seen] = moved === undefined ? mine : [moved]
  const named = seen === undefined ? {} : { providerRefundId: seen.id }
  const outcome = moved === undefined ? "failed" : "succeeded"
  asking.ask(
    ({ desk }) =>
      desk.resolve(operatorOf(payment.caller), { refundId: id, outcome, reason: "seen at the provider's", ...named }),
    () => world.trace.count("command", `resolved as ${outcome}`),
  )
}

/** A send may be on its way for so long. */
const OPERATOR_WAITS_MILLIS = 600_000

const openSession = ({ asking, shop, world }: Town, payment: Payment): void => {
  const { chance, timeline } = world
  const key = { door: "native", key: `s${++shop.count}`, fingerprint: "" }
  const expiresAt = new Date(timeline.now() + chance.between(10, 3600) * 1000).toISOString()
  asking.ask(
    ({ desk }) =>
      desk.openSession(payment.caller, {
        key,
        paymentId: payment.id,
        ask: { amount: 1 + chance.below(Math.ceil(payment.captured / 5)) },
        expiresAt,
      }),
    ({ answer }) => {
      if (answer._tag === "Opened") shop.sessions.push({ payment, id: answer.session.id, isTold: false })
    },
  )
}

const useSession = (
  town: Town,
  what: "cancel session" | "execute session" | "look at session",
  session: Shop["sessions"][number],
): void => {
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

const fromOutside = (town: Town, what: "dispute" | "end dispute" | "refund outside"): void => {
  const { shop, world } = town
  switch (what) {
    case "dispute":
      return withPayment(town, (payment) => {
        const dispute = {
          payment,
          id: `d${++shop.count}`,
          amount: 1 + world.chance.below(Math.ceil(payment.captured / 3)),
        }
        shop.disputes.push(dispute)
        recordDispute(town, dispute, "open")
      })
    case "end dispute":
      return withOne(town, shop.disputes, (dispute) =>
        recordDispute(town, dispute, world.chance.oneOf(["won", "lost"] as const)),
      )
    case "refund outside":
      return withOne(town, shop.payments, ({ captured, currency, kind, reference }) => {
        const provider = town.providers.find((one) => one.kind === kind)!
        if (kind.hasWebhooks)
          provider.refundOutside(reference, 1 + world.chance.below(Math.ceil(captured / 3)), currency)
      })
  }
}

const recordDispute = (
  town: Town,
  { amount, id, payment }: Shop["disputes"][number],
  status: "lost" | "open" | "won",
): void =>
  plainly(town, ({ desk }) =>
    desk.recordDispute(payment.caller, { paymentId: payment.id, disputeId: id, amount, status }),
  )

/** Another merchant's refund looks exactly like one that is not there. */
const trespass = ({ asking, world }: Town, { id, payment }: Shop["refunds"][number]): void => {
  const scope = { ...payment.scope, merchant: "stranger" }
  asking.ask(
    ({ desk }) => desk.refund({ ...payment.caller, scope }, id),
    () => world.trace.broken("nothing of another merchant", `a stranger was shown ${id}`),
  )
}

const toMachines = (
  { instances, world }: Town,
  what: "idle for long" | "kill instance" | "step clock" | "stop instance",
): void => {
  const { chance, timeline } = world
  const one = chance.oneOf(instances)
  switch (what) {
    case "kill instance":
      return one.kill()
    case "stop instance":
      return one.stop()
    case "step clock":
      // As far apart as clocks may be, and back as far as anybody ever set one.
      return one.life().skew(chance.isIn(60) ? chance.between(-5000, 5000) : -chance.between(5000, 3_600_000))
    case "idle for long":
      return timeline.runUntil(timeline.now() + chance.between(60, 6 * 3600) * 1000)
  }
}
