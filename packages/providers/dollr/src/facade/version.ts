/** The version is a part of every path: another one than ours is a fault of the path, told once somebody is let in. */
import type { Route } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { VERSION } from "../Wire.ts"
import { faultAt, invalid } from "./says.ts"

export const versionSaid = invalid(faultAt(["path", "version"], "literal_error", `Input should be '${VERSION}'`))

/** An operation of a path that begins with a version. */
export const inVersion =
  (operate: Route["operate"]): Route["operate"] =>
  (stay) =>
    stay.names[0] === VERSION ? operate(stay) : Effect.fail(versionSaid)
