/** Which gateways are given a rest: where half of the last sends did not get through, or the credentials are refused. */
import type { Outcome } from "../ports/Gateway.ts"

/** How many outcomes are looked back on; fewer say nothing. */
const LOOKED_BACK = 20

interface Circuit {
  /** Of the last sends, whether each got through. */
  readonly through: boolean[]
  openUntil: string
  /** A person was told that the credentials are refused; told again only after they were taken once. */
  isTold: boolean
}

/** What is known of the gateways of this process; a restart begins anew, and finds out again. */
export interface Circuits {
  /** Until when nothing is to be sent; undefined where all is well. */
  readonly restUntil: (gateway: string, at: string) => string | undefined
  /** Takes an outcome down; answers whether a misconfiguration was told before. */
  readonly take: (gateway: string, outcome: Outcome, at: string) => boolean
}

export const circuits = (restSeconds: number): Circuits => {
  const known = new Map<string, Circuit>()
  const circuitOf = (gateway: string): Circuit => {
    const found = known.get(gateway)
    if (found !== undefined) return found
    const fresh: Circuit = { through: [], openUntil: "", isTold: false }
    known.set(gateway, fresh)
    return fresh
  }
  return {
    restUntil: (gateway, at) => {
      const { openUntil } = circuitOf(gateway)
      return at < openUntil ? openUntil : undefined
    },
    take: (gateway, outcome, at) => {
      const circuit = circuitOf(gateway)
      const { isTold } = circuit
      const got = gotThrough(outcome)
      circuit.through.push(got)
      if (circuit.through.length > LOOKED_BACK) circuit.through.shift()
      const failed = circuit.through.filter((one) => !one).length
      const isMisconfigured = outcome._tag === "Misconfigured"
      if (got) circuit.isTold = false
      if (isMisconfigured || (circuit.through.length === LOOKED_BACK && failed * 2 >= LOOKED_BACK)) {
        circuit.openUntil = new Date(Date.parse(at) + restSeconds * 1000).toISOString()
        // The next outcomes are judged by themselves: one success after a rest is not outvoted by what was before it.
        circuit.through.length = 0
        circuit.isTold = isMisconfigured
      }
      return isTold
    },
  }
}

/** A refusal is an answer; what did not come through says something about the gateway. */
const gotThrough = ({ _tag }: Outcome): boolean => {
  switch (_tag) {
    case "Acknowledged":
    case "Refused":
      return true
    case "NotSent":
    case "NotNow":
    case "Misconfigured":
    case "Unknown":
      return false
  }
}
