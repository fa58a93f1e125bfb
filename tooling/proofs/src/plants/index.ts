/** Faults planted into the real server process from outside, so that a proof is seen to fail; none of it is ever built. */
import type { Wrapping } from "@refund-rules/harness"

const planted = (file: string): Wrapping => ({ node: ["--import", new URL(file, import.meta.url).href] })

/** The store judges what it read some time ago, and the database checks nothing. */
export const withoutGuard = { sqlite: planted("withoutGuard.ts"), postgres: planted("withoutGuardPostgres.ts") }

/** The database's driver keeps to `synchronous=NORMAL` whatever it is told, and says it does not. */
export const withoutSync = planted("withoutSync.ts")
