/** Webhooks as Stripe would send them, signed by its own library's helper. */
import Stripe from "stripe"

export interface Told {
  readonly id: string
  readonly charge: string
  readonly status: string
  readonly amount: number
  readonly event?: string
  readonly type?: string
  readonly signedWith?: string
  readonly currency?: string
  readonly merchant?: string
}

const { webhooks } = new Stripe("sk_test_of_the_helper")
let events = 0

/** Sends one to a server, and tells the status it was answered with. */
export const tellerTo =
  (url: () => string, secret: string) =>
  async ({
    event = `evt_${process.pid}_${++events}`,
    merchant,
    signedWith = secret,
    type = "refund.updated",
    ...refund
  }: Told): Promise<number> => {
    const object = { object: "refund", currency: "eur", metadata: {}, ...refund }
    const created = Math.floor(Date.now() / 1000)
    const payload = JSON.stringify({ id: event, object: "event", type, created, livemode: false, data: { object } })
    const signature = webhooks.generateTestHeaderString({ payload, secret: signedWith })
    const response = await fetch(`${url()}/webhooks/stripe${merchant === undefined ? "" : `/${merchant}`}`, {
      method: "POST",
      headers: { "content-type": "application/json", "stripe-signature": signature },
      body: payload,
    })
    return response.status
  }
