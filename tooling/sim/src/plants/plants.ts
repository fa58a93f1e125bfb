/** Every mistake that is planted, by name: at the provider's gateway, in the store, in the clock and beside the service. */
import { clockPlants } from "./clockPlants.ts"
import { gatewayPlants } from "./gatewayPlants.ts"
import type { Plant } from "./Plant.ts"
import { storePlants } from "./storePlants.ts"

export const plants: readonly Plant[] = [...gatewayPlants, ...storePlants, ...clockPlants]

/** The one of a name; an error with all names where there is none. */
export const named = <A extends { readonly name: string }>(all: readonly A[], name: string): A => {
  const found = all.find((one) => one.name === name)
  if (found !== undefined) return found
  throw new Error(`no fault is called \`${name}\`; there are ${all.map((one) => `\`${one.name}\``).join(", ")}`)
}
