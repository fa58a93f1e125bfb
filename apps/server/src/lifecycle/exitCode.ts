/** Ends the process: 0 after a stop that was asked for, 1 after a failed start, and at once on a second signal. */
import { Cause, Exit } from "effect"

// Ctrl-C reaches every process of a terminal, and a launcher forwards it again: that is still one wish to stop.
const sameWishMilliseconds = 500

/** What the shell is told about how the main program ended. */
export const exitCode = (exit: Exit.Exit<unknown, unknown>): number =>
  Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause) ? 0 : 1

/** Lets a second signal end a stop that takes too long, with the shell's code for that signal. */
export const forceOnSecondSignal = (): void => {
  let firstAt: number | undefined
  const onSignal = (code: number) => () => {
    const now = performance.now()
    firstAt ??= now
    if (now - firstAt <= sameWishMilliseconds) return
    process.stderr.write("second signal: ending without waiting for running requests\n")
    process.exit(code)
  }
  process.on("SIGINT", onSignal(130))
  process.on("SIGTERM", onSignal(143))
}
