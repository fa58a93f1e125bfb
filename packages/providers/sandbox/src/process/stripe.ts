/** The sandbox as Stripe: the same requests, answers, stored keys and signed notices. */
import type { Form } from "@refund-rules/provider-kit"
import type { Kept } from "./Book.ts"
import type { Peer, PeerCall, PeerReply, Surroundings } from "./Peer.ts"
import { settle } from "./settle.ts"
import { create } from "./stripeCreate.ts"
import { chargeTold, intentTold, namesOf } from "./stripePayments.ts"
import {
  echoed,
  eventOf,
  formIn,
  isForm,
  noKey,
  notAForm,
  objectOf,
  one,
  pairs,
  refusal,
  reply,
  signed,
  text,
} from "./stripeWire.ts"

export const stripePeer: Peer = {
  provider: "stripe",
  subject: ({ body, headers, method, path, query }, book) => {
    const [, , , id = ""] = path.split("/")
    const named = /(?:^|&)(?:payment_intent|charge|customer)=([^&]+)/.exec(method === "GET" ? query : body)?.[1]
    const key = text(headers["idempotency-key"])
    return {
      key: key === "" ? undefined : key,
      payment: named === undefined ? book.refunds.get(id)?.payment : decodeURIComponent(named),
    }
  },
  answer: (call, around) => {
    if (!/^Bearer [\x21-\x7e]+$/.test(text(call.headers["authorization"]))) return refusal(401, noKey)
    if (call.method === "POST" && !isForm(call)) return refusal(400, notAForm)
    const [, version, what, id, verb, ...more] = call.path.split("/")
    if (version === "v1" && what === "refunds" && more.length === 0) {
      const route = `${call.method} ${id === undefined ? "" : ":id"}${verb === undefined ? "" : `/${verb}`}`
      switch (route) {
        case "POST ":
          return create(call, around)
        case "GET ":
          return list(call, around)
        case "GET :id":
          return retrieve(around, id ?? "")
        case "POST :id":
          return update(call, around, id ?? "")
        case "POST :id/cancel":
          return cancel(call, around, id ?? "")
      }
    }
    if (version === "v1" && call.method === "GET" && id !== undefined && verb === undefined) {
      if (what === "payment_intents") return intentTold(around.book, id)
      if (what === "charges") return chargeTold(around.book, id)
    }
    return refusal(404, {
      message: `Unrecognized request URL (${call.method}: ${call.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    })
  },
  notices: (refund, before, secret, at) => {
    const notice = (type: string, status = refund.status) =>
      signed(eventOf({ ...refund, status }, type, at), secret, at)
    if (before === undefined) {
      const created = notice("refund.created", "pending")
      const settled = refund.status === "pending" ? [] : [notice("refund.updated")]
      const all = [created, ...settled]
      return refund.behaviours.includes("webhook_out_of_order") ? all.toReversed() : all
    }
    return [notice(refund.status === "failed" ? "refund.failed" : "refund.updated")]
  },
}

const missing = (id: string): PeerReply =>
  refusal(404, { code: "resource_missing", param: "id", message: `No such refund: '${id}'` })

const kept = ({ book }: Surroundings, id: string): Kept | undefined => {
  const found = book.refunds.get(id)
  return found?.provider === "stripe" ? found : undefined
}

const retrieve = (around: Surroundings, id: string): PeerReply => {
  const refund = kept(around, id)
  return refund === undefined ? missing(id) : reply(200, objectOf(refund))
}

const update = (call: PeerCall, around: Surroundings, id: string): PeerReply => {
  const refund = kept(around, id)
  if (refund === undefined) return missing(id)
  const read = formIn(call.body, new Set(["metadata", "expand"]))
  if ("refused" in read) return read.refused
  const { form } = read
  const merged =
    form["metadata"] === "" ? {} : { ...pairs(refund.wire["metadata"] as Form), ...pairs(form["metadata"]) }
  const metadata = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""))
  const updated = { ...refund, wire: { ...refund.wire, metadata } }
  around.book.add({ refund: updated })
  return reply(200, objectOf(updated), echoed(call))
}

const cancel = (call: PeerCall, around: Surroundings, id: string): PeerReply => {
  const refund = kept(around, id)
  if (refund === undefined) return missing(id)
  if (refund.status !== "requires_action") {
    return refusal(400, { message: `A refund that is ${refund.status} cannot be canceled.` })
  }
  return reply(200, objectOf(settle(around, refund, "canceled", true)), echoed(call))
}

const filters = new Set(["charge", "payment_intent", "created", "limit", "starting_after", "ending_before", "expand"])

const isIn = ({ gte, lt }: Readonly<Record<string, string>>, created: number): boolean =>
  (gte === undefined || created >= Number(gte)) && (lt === undefined || created < Number(lt))

const list = (call: PeerCall, { book }: Surroundings): PeerReply => {
  const read = formIn(call.query, filters)
  if ("refused" in read) return read.refused
  const { form } = read
  const limit = Number(one(form["limit"]) ?? 10)
  if (!(limit >= 1 && limit <= 100)) return refusal(400, { param: "limit", message: "Invalid limit" })
  const from = pairs(form["created"])
  const all = [...book.refunds.values()]
    .toReversed()
    .filter(({ provider }) => provider === "stripe")
    .filter(({ wire }) =>
      ["charge", "payment_intent"].every((name) => {
        const of = one(form[name])
        const names = of === undefined ? [] : namesOf(book, of)
        return of === undefined || names.includes(wire["charge"]) || names.includes(wire["payment_intent"])
      }),
    )
    .filter(({ createdAt }) => isIn(from, Math.floor(Date.parse(createdAt) / 1000)))
  const start = all.findIndex(({ id }) => id === one(form["starting_after"])) + 1
  const page = all.slice(start, start + limit)
  const body = {
    object: "list",
    url: "/v1/refunds",
    has_more: start + limit < all.length,
    data: page.map((each) => objectOf(each)),
  }
  return reply(200, body)
}
