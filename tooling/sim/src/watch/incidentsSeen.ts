/** Watches what operators say of incidents: the first word is the one that stands. */
import type { Scope } from "@refund-rules/engine"
import type { Trace } from "../world/Trace.ts"
import { placeOf } from "./placeOf.ts"

export const incidentsSeen = ({ broken }: Trace) => {
  const words = new Map<string, string>()
  return (scope: Scope, id: string, { resolution }: { readonly resolution: string }): void => {
    const place = placeOf(scope, id)
    const first = words.get(place)
    if (first !== undefined) broken("an incident is closed once", `${place}: "${first}", and then "${resolution}"`)
    else words.set(place, resolution)
  }
}
