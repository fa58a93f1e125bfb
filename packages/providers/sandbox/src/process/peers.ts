/** Every wire the sandbox speaks: the one place to add another. */
import { dodoPeer } from "./dodo.ts"
import { dollrPeer } from "./dollr.ts"
import { loopPeer } from "./loop.ts"
import type { Peer } from "./Peer.ts"
import { stripePeer } from "./stripe.ts"
import { wooshpayPeer } from "./wooshpay.ts"

const all: readonly Peer[] = [stripePeer, dodoPeer, wooshpayPeer, dollrPeer, loopPeer]

/** The wires by the name of their provider, which is where they are served. */
export const peers: ReadonlyMap<string, Peer> = new Map(all.map((peer) => [peer.provider, peer]))
