/** The checkout this very file stands in, read from disk when asked. */
import { fileURLToPath } from "node:url"
import { type Codebase, codebaseOf } from "./Codebase.ts"
import { readTree } from "./tree.ts"

/** The folder of this checkout, with a `/` at its end. */
export const root = fileURLToPath(new URL("../../../", import.meta.url))

/** Reads this checkout as it is on disk now. */
export const checkout = (): Codebase => codebaseOf(readTree(root))
