/**
 * The command line as a function: arguments and surroundings in, an exit code out.
 *
 * @since 0.1.0
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Cause, Console, Effect, Exit } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import { commandLine } from "./commandLine.ts"
import { Ended } from "./manners/answer.ts"
import { explainFailure } from "./manners/explainFailure.ts"
import { presenter } from "./manners/presenter.ts"
import { Surroundings, type Place } from "./manners/Surroundings.ts"
import { version } from "./version.ts"

export type { Place } from "./manners/Surroundings.ts"

/**
 * Runs one command to its end: 0 done, 1 refused or broken, 2 not understood, 3 not available.
 *
 * @example
 * ```ts
 * import { runCommandLine } from "refund-rules"
 *
 * const printed: string[] = []
 * const place = {
 *   folder: "/",
 *   environment: {},
 *   input: async function* () {},
 *   out: (text: string) => void printed.push(text),
 *   err: () => {},
 *   isInputTerminal: false,
 *   isTerminal: false,
 *   isColoured: false,
 *   isJson: false,
 *   columns: 80,
 * }
 * await runCommandLine(["--version"], place) // => 0
 * printed.join("").startsWith("refund-rules") // => true
 * ```
 *
 * @since 0.1.0
 */
export const runCommandLine = async (
  args: readonly string[],
  place: Place,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> => {
  const running = Command.runWith(commandLine, { version })(args).pipe(
    Effect.provideService(Surroundings, place),
    Effect.provideService(Console.Console, consoleOf(place)),
    Effect.provideService(CliOutput.Presenter, presenter(place)),
    Effect.provideService(CliConfig.CliConfig, {
      builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions],
    }),
    Effect.provide(NodeServices.layer),
  )
  const exit = await Effect.runPromiseExit(running, { signal })
  if (Exit.isSuccess(exit)) return 0
  const { cause } = exit
  const failure = Cause.squash(cause)
  if (failure instanceof Ended) return failure.exit
  if (Cause.hasInterruptsOnly(cause)) return 3
  return explainFailure(place, failure)
}

/** What the framework prints itself goes where everything goes. */
const consoleOf = ({ err, out }: Place): Console.Console => ({
  ...globalThis.console,
  log: (...words: readonly unknown[]) => out(`${words.join(" ")}\n`),
  error: (...words: readonly unknown[]) => err(`${words.join(" ")}\n`),
})
