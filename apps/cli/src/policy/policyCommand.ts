/** `policy`: everything about rules as data. */
import { Command } from "effect/cli"
import { checkCommand } from "./checkCommand.ts"
import { diffCommand } from "./diffCommand.ts"
import { lintCommand } from "./lintCommand.ts"
import { publishCommand } from "./publishCommand.ts"
import { showCommand } from "./showCommand.ts"

export const policyCommand = Command.make("policy").pipe(
  Command.withDescription("Lint, compare, prove and publish policies"),
  Command.withSubcommands([lintCommand, diffCommand, checkCommand, showCommand, publishCommand]),
)
