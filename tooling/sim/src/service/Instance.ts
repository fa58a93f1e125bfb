/** An instance of the service: a process that answers with desk, inbox and records. */
import { Inbox, Records, RefundDesk } from "@refund-rules/engine"
import { Context } from "effect"
import type { Doors } from "./Doors.ts"
import { type Process, processOf } from "./Process.ts"
import { type Built, serviceOf } from "./serviceOf.ts"
import { POLL_MILLIS } from "./Sleeping.ts"

export interface Instance extends Omit<Process<never>, "opened"> {
  /** Undefined while it starts, and while it is dead. */
  readonly doors: () => Doors | undefined
}

export const instance = (index: number, built: Built): Instance => {
  const { onDeath, world } = built
  const one = processOf(index, { world, onDeath, polls: POLL_MILLIS, serviceOf: (life) => serviceOf(built, life) })
  return {
    ...one,
    doors: () => {
      const opened = one.opened()
      return (
        opened && {
          desk: Context.get(opened, RefundDesk),
          inbox: Context.get(opened, Inbox),
          records: Context.get(opened, Records),
        }
      )
    },
  }
}
