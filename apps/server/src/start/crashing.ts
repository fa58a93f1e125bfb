/** Ends the process without a goodbye at a named point, the first or the Nth time it gets there: for tests of recovery. */
import type { CrashAt } from "@refund-rules/engine"
import { Option } from "effect"

/** What happens where a point is passed; nothing, unless it was asked for. */
export const crashingAt = (setting: Option.Option<string>, isArmed: () => boolean): ((at: CrashAt) => void) => {
  if (Option.isNone(setting)) return () => undefined
  const [where, times = "1"] = setting.value.split(":")
  let left = Number(times)
  return (at) => {
    if (at !== where || !isArmed() || --left > 0) return
    process.kill(process.pid, "SIGKILL")
    // The signal ends the process before anything else of it runs, but not always before this very line returns.
    for (;;);
  }
}
