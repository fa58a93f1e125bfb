/** The service as a server has it: desk, dispatcher and inbox over the ports of one life, with whatever mistake is planted. */
import {
  type CrashAt,
  CrashPoint,
  Dispatcher,
  Gateways,
  Ids,
  Inbox,
  LedgerStore,
  NoticeBook,
  PolicyBook,
  Records,
  RefundDesk,
  Signals,
  SteadyClock,
} from "@refund-rules/engine"
import { Context, Layer } from "effect"
import type { Plant } from "../plants/Plant.ts"
import { gatewayTo } from "../provider/gateway.ts"
import type { Provider } from "../provider/Provider.ts"
import type { World } from "../World.ts"
import type { Life } from "./Life.ts"
import { type Kept, portsOf } from "./ports.ts"
import { POLL_MILLIS } from "./Sleeping.ts"

export interface Built {
  readonly world: World
  readonly kept: Kept
  readonly providers: readonly Provider[]
  readonly newId: (prefix: string) => string
  readonly plant: Plant | undefined
  readonly onDeath: () => void
}

export const serviceOf = (built: Built, life: Life) => {
  const { newId, plant, providers, world } = built
  const ports = portsOf(world, life, plant?.kept?.(built.kept, world, life) ?? built.kept)
  const store = world.watch.above(plant?.store?.(ports.store, world, life) ?? ports.store)
  const gateways = new Map(
    providers.map((provider) => {
      const gateway = gatewayTo(world, provider, life)
      return [provider.kind.name, plant?.gateway?.(gateway, provider, world) ?? gateway]
    }),
  )
  const given = Layer.succeedContext(
    Context.make(LedgerStore, store).pipe(
      Context.add(Records, ports.records),
      Context.add(NoticeBook, plant?.notices?.(ports.notices) ?? ports.notices),
      Context.add(PolicyBook, ports.policies),
      Context.add(Gateways, { of: (_scope, provider) => gateways.get(provider) }),
      Context.add(Ids, newId),
      Context.add(CrashPoint, (at: CrashAt) => killAt(world, life, at)),
    ),
  )
  return Layer.mergeAll(
    RefundDesk.layer(),
    Dispatcher.running({ pollSeconds: POLL_MILLIS.dispatch / 1000, sweepSeconds: POLL_MILLIS.sweep / 1000 }),
    Inbox.running({ pollSeconds: POLL_MILLIS.inbox / 1000 }),
    Layer.succeed(Records, ports.records),
    plant?.besides?.(store, world) ?? Layer.empty,
  ).pipe(Layer.provideMerge(Inbox.layer), Layer.provide(SteadyClock.layer), Layer.provide([given, Signals.layer]))
}

/** Where the dispatcher says that a process may die. */
export const crashPoints = [
  "after-intent",
  "after-send",
  "after-provider-reply",
  "before-outbox-ack",
] as const satisfies readonly CrashAt[]

/** Now and then a process dies at a named point of the dispatcher's. */
const killAt = ({ chance, isFaulty, timeline, trace }: World, life: Life, at: CrashAt): void => {
  if (!isFaulty() || !chance.isIn(2)) return
  trace.count("dispatcher", `killed ${at}`)
  trace.step(timeline.now(), "killed", life.name, () => at)
  life.kill()
}
