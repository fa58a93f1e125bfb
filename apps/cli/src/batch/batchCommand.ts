/** `batch`: many refunds at once, looked at before any is made. */
import { Command } from "effect/cli"
import { planCommand } from "./planCommand.ts"
import { runCommand } from "./runCommand.ts"

export const batchCommand = Command.make("batch").pipe(
  Command.withDescription("Plan many refunds, look at the plan, and execute exactly that"),
  Command.withSubcommands([planCommand, runCommand]),
)
