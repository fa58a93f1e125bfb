/** Every wire the sandbox speaks: the one place to add another. */
import type { Peer } from "./Peer.ts"
import { stripePeer } from "./stripe.ts"

const all: readonly Peer[] = [stripePeer]

/** The wires by the name of their provider, which is where they are served. */
export const peers: ReadonlyMap<string, Peer> = new Map(all.map((peer) => [peer.provider, peer]))
