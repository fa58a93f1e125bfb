/** What the world does: customers dispute, people refund at the provider's dashboard, machines die and set their clocks. */
import { SKEW_MILLIS } from "../service/Process.ts"
import type { Shop } from "./Shop.ts"
import { plainly, type Town, withOne, withPayment } from "./Town.ts"

export const dispute = (town: Town): void =>
  withPayment(town, (payment) => {
    const amount = 1 + town.world.chance.below(Math.ceil(payment.captured / 3))
    const opened = { payment, id: `d${++town.shop.count}`, amount }
    town.shop.disputes.push(opened)
    record(town, opened, "open")
  })

export const endDispute = (town: Town): void =>
  withOne(town, town.shop.disputes, (one) => record(town, one, town.world.chance.oneOf(["won", "lost"] as const)))

const record = (town: Town, { amount, id, payment }: Shop["disputes"][number], status: "lost" | "open" | "won"): void =>
  plainly(town, ({ desk }) =>
    desk.recordDispute(payment.caller, { paymentId: payment.id, disputeId: id, amount, status }),
  )

/** Nobody would ever hear of it where there are no webhooks: there it is not done. */
export const refundOutside = (town: Town): void =>
  withOne(town, town.shop.payments, ({ captured, currency, kind, reference }) => {
    const provider = town.providers.find((one) => one.kind === kind)!
    const amount = 1 + town.world.chance.below(Math.ceil(captured / 3))
    if (kind.hasWebhooks) provider.refundOutside(reference, amount, currency)
  })

export type ToMachines = "idle for long" | "kill instance" | "step clock" | "stop instance"

export const toMachines = ({ instances, world }: Town, what: ToMachines): void => {
  const { chance, timeline } = world
  const one = chance.oneOf(instances)
  switch (what) {
    case "kill instance":
      return one.kill()
    case "stop instance":
      return one.stop()
    case "step clock":
      // As far apart as clocks may be, and back as far as anybody ever set one.
      return one.skew(chance.isIn(60) ? chance.between(-SKEW_MILLIS, SKEW_MILLIS) : -chance.between(5000, 3_600_000))
    case "idle for long":
      return timeline.runUntil(timeline.now() + chance.between(60, 6 * 3600) * 1000)
  }
}
