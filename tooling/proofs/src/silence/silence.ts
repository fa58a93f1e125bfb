/**
 * The server is killed after the provider moved money and before it answered, again and again on one database; in the end
 * every refund moved once, and stands as what can be known of it.
 */
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import type { Body, Client } from "../server/Client.ts"
import { must } from "../server/Client.ts"
import { databaseOf, type Desk, newFolder, openDesk, removeFolder } from "../server/Desk.ts"
import { inspect } from "../store/inspect.ts"
import { type Kind, kinds } from "./Kind.ts"
import { type Provider, startProvider } from "./Provider.ts"

/** How a run is made. */
export interface Plan {
  /** How many refunds of each kind are cut off, and how many of them by one death. */
  readonly refunds: number
  readonly atOnce: number
  readonly onDeath?: (cutOff: number) => void
}

/** What a run came to. */
export interface Report {
  readonly deaths: number
  /** Of each kind, how many refunds a death cut off between the movement and its answer, and how they ended. */
  readonly rows: readonly (readonly [kind: string, cutOff: number, moved: number, ended: string, sends: number])[]
  readonly wrong: readonly string[]
}

/** One refund whose answer never came, of one kind. */
interface Silenced {
  readonly kind: Kind
  readonly payment: string
  readonly refundId: string
  readonly paymentId: string
  readonly killedAt: string
}

const AMOUNT = 7000
/** Long enough that no answer is given up before the server dies. */
const GATEWAY_SECONDS = 60

/** Kills the server until so many refunds of each kind were cut off. */
export const silence = async ({ atOnce, onDeath, refunds }: Plan): Promise<Report> => {
  const folder = newFolder("silence")
  try {
    await using provider = await startProvider(join(folder, "sandbox-process.jsonl"))
    const settings = {
      REFUND_RULES_SANDBOX_URL: provider.url,
      REFUND_RULES_GATEWAY_TIMEOUT_MS: `${GATEWAY_SECONDS * 1000}`,
      REFUND_RULES_POLL_MS: "50",
    }
    const silenced: Silenced[] = []
    const wrong: string[] = []
    let deaths = 0
    for (let left = refunds; left > 0; left -= atOnce) {
      const desk = await openDesk(folder, settings)
      deaths += 1
      const names = Array.from({ length: Math.min(atOnce, left) }, (_, index) => `${deaths}x${index}`)
      silenced.push(...(await liveOnce(desk, provider, names)))
      onDeath?.(refunds - left + names.length)
    }
    const last = await openDesk(folder, settings)
    try {
      for (const one of silenced) wrong.push(...(await wrongWith(one, last.client, provider)))
    } finally {
      await last.server[Symbol.asyncDispose]()
    }
    const { broken } = await inspect(`file:${databaseOf(folder)}`, [])
    return { deaths, rows: await rowsOf(silenced, provider), wrong: [...wrong, ...broken] }
  } finally {
    removeFolder(folder)
  }
}

/** One life: refunds of each kind are asked for, and once all their money has moved the server is no more. */
const liveOnce = async (
  { client, server }: Desk,
  provider: Provider,
  names: readonly string[],
): Promise<readonly Silenced[]> => {
  const asked = await Promise.all(
    kinds.flatMap((kind) => names.map((name) => ask(client, kind, `${kind.name}${name}`))),
  )
  for (const { payment } of asked)
    await until(`money to move for ${payment}`, async () => (await provider.truthOf(payment)).movements.length > 0)
  server.process.kill("SIGKILL")
  const killedAt = new Date().toISOString()
  await server.ended
  return asked.map((one) => ({ ...one, killedAt }))
}

const ask = async (client: Client, kind: Kind, name: string): Promise<Omit<Silenced, "killedAt">> => {
  const { paymentOf, provider, referencesOf } = kind
  const [paymentId, payment] = [`payment-${name}`, paymentOf(name)]
  const references = referencesOf(name)
  const paid = { id: paymentId, provider, references, currency: "EUR", captured: 10_000 }
  must(await client.post("/v1/payments", paid), 201)
  const wanted = { paymentId, amount: AMOUNT, metadata: { sandbox: "hang_after_move" } }
  const { body } = must(await client.post("/v1/refunds", wanted, `key-${name}`), 201)
  return { kind, payment, paymentId, refundId: body.id ?? "" }
}

/** Everything that is not as it has to be about one refund, once it stands as it ends. */
const wrongWith = async (one: Silenced, client: Client, provider: Provider): Promise<readonly string[]> => {
  const { kind, killedAt, payment, paymentId, refundId } = one
  const refund = async () => must(await client.get(`/v1/refunds/${refundId}`), 200).body
  const isOver = async () => (await refund()).status === kind.ends
  await until(`${refundId} to be ${kind.ends}`, isOver, GATEWAY_SECONDS + 120).catch(() => undefined)
  const { amount, status } = await refund()
  const all = must(await client.get(`/v1/payments/${paymentId}`), 200).body
  const events = must(await client.get(`/v1/payments/${paymentId}/events`), 200).body.items ?? []
  const incidents = must(await client.get(`/v1/incidents?paymentId=${paymentId}`), 200).body.items ?? []
  const { movements } = await provider.truthOf(payment)
  const { held = -1, refunded = -1 } = all.balance ?? {}
  return [
    ...said(status === kind.ends, `is ${status}`),
    ...said(amount === AMOUNT && movements.length === 1, `moved ${movements.length} times`),
    ...said(
      movements.every((moved) => moved.amount === AMOUNT),
      "moved another amount",
    ),
    ...said((kind.ends === "succeeded" ? refunded : held) === AMOUNT, `holds ${held}, refunded ${refunded}`),
    ...said(incidents.map((incident) => incident.kind).join() === kind.incidents.join(), "has other incidents"),
    ...said(isCutOff(events, killedAt), "had its answer before the server died"),
  ].map((what) => `${kind.name}: refund ${refundId} ${what}`)
}

const said = (holds: boolean, otherwise: string): readonly string[] => (holds ? [] : [otherwise])

/** The server died with nothing known: whatever it wrote of it after the intent was written later. */
const isCutOff = (events: readonly Body[], killedAt: string): boolean => {
  const sent = events.findIndex(({ type }) => type === "refund.submitting")
  return sent >= 0 && events.slice(sent + 1).every(({ at = "" }) => at >= killedAt)
}

const until = async (what: string, holds: () => Promise<boolean>, seconds = GATEWAY_SECONDS): Promise<void> => {
  const end = performance.now() + seconds * 1000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s for ${what}`)
    await sleep(20)
  }
}

const rowsOf = (silenced: readonly Silenced[], provider: Provider): Promise<Report["rows"]> =>
  Promise.all(
    kinds.map(async (kind) => {
      const mine = silenced.filter((one) => one.kind === kind)
      const truths = await Promise.all(mine.map(({ payment }) => provider.truthOf(payment)))
      const moved = truths.reduce((sum, { movements }) => sum + movements.length, 0)
      const sends = truths.reduce((sum, { calls }) => sum + calls.filter(({ method }) => method === "POST").length, 0)
      return [kind.name, mine.length, moved, kind.ends, sends] as const
    }),
  )
