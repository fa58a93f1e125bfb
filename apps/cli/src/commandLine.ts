/** Every command there is, in the order in which somebody meets them. */
import { Command, Flag, GlobalFlag } from "effect/cli"
import { backtestCommand } from "./backtest/backtestCommand.ts"
import { batchCommand } from "./batch/batchCommand.ts"
import { importCommand } from "./importing/importCommand.ts"
import { backupCommand } from "./operate/backupCommand.ts"
import { doctorCommand } from "./operate/doctorCommand.ts"
import { exportCommand } from "./operate/exportCommand.ts"
import { incidentsCommand } from "./operate/incidentsCommand.ts"
import { keysCommand } from "./operate/keysCommand.ts"
import { migrateCommand } from "./operate/migrateCommand.ts"
import { reconcileCommand } from "./operate/reconcileCommand.ts"
import { refundCommand } from "./operate/refund/refundCommand.ts"
import { sessionCommand } from "./operate/session/sessionCommand.ts"
import { verifyCommand } from "./operate/verifyCommand.ts"
import { webhooksCommand } from "./operate/webhooksCommand.ts"
import { policyCommand } from "./policy/policyCommand.ts"
import { decideCommand } from "./try/decideCommand.ts"
import { explainCommand } from "./try/explainCommand.ts"
import { initCommand } from "./try/initCommand.ts"
import { quoteCommand } from "./try/quoteCommand.ts"

/** Read where the surroundings are made, since it also shapes what is said of a wrong command line. */
const json = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withoutNegation,
    Flag.withDescription("Answer with one line of JSON of a stable shape"),
    Flag.withDefault(false),
  ),
})

export const commandLine = Command.make("refund-rules").pipe(
  Command.withDescription("Refunds from a terminal: try, prove, backtest and operate refund rules"),
  Command.withExamples([
    { command: "refund-rules init shop", description: "Begin with a folder to play in" },
    { command: "refund-rules decide shop/case.json --policy shop/policy.json", description: "Decide a refund" },
  ]),
  Command.withSubcommands([
    { group: "TRY", commands: [initCommand, decideCommand, explainCommand, quoteCommand] },
    { group: "POLICIES", commands: [policyCommand, backtestCommand] },
    {
      group: "DATABASE",
      commands: [migrateCommand, importCommand, exportCommand, doctorCommand, verifyCommand, backupCommand],
    },
    {
      group: "OPERATE",
      commands: [
        refundCommand,
        sessionCommand,
        batchCommand,
        reconcileCommand,
        incidentsCommand,
        webhooksCommand,
        keysCommand,
      ],
    },
  ]),
  Command.withGlobalFlags([json]),
)
