/** A mistake put on purpose into one part of the service, for the simulation to find; none of it is ever shipped. */
import type { NoticeBook } from "@refund-rules/engine"
import type { GatewayService, Store } from "@refund-rules/testing"
import type { Layer } from "effect"
import type { Provider } from "../provider/Provider.ts"
import type { Kept } from "../service/ports.ts"
import type { Life } from "../service/Life.ts"
import type { World } from "../World.ts"

export interface Plant {
  readonly name: string
  /** What is wrong, in words. */
  readonly says: string
  readonly gateway?: (gateway: GatewayService, provider: Provider, world: World) => GatewayService
  /** Below everything that goes wrong: the store itself. */
  readonly kept?: (kept: Kept, world: World, life: Life) => Kept
  readonly store?: (store: Store, world: World, life: Life) => Store
  readonly notices?: (notices: (typeof NoticeBook)["Service"]) => (typeof NoticeBook)["Service"]
  /** Something more that runs in the instance. */
  readonly besides?: (store: Store, world: World) => Layer.Layer<never>
}
