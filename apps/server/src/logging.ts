/** Every log line goes to stderr, so that stdout carries the ready line and nothing else. */
import { Layer, Logger, References } from "effect"
import type { LogLevel } from "effect"
import type { Settings } from "./settings/table.ts"

const levels: Record<Settings["log"], LogLevel.LogLevel> = {
  error: "Error",
  warn: "Warn",
  info: "Info",
  debug: "Debug",
}

const formats: Record<Settings["logFormat"], Logger.Logger<unknown, void>> = {
  json: Logger.withConsoleError(Logger.formatJson),
  pretty: Logger.consolePretty({ mode: "tty" }),
}

/** The one logger of the process, at the level and in the format the settings ask for. */
export const logging = (settings: Settings) =>
  Layer.mergeAll(
    Logger.layer([formats[settings.logFormat]]),
    Layer.succeed(References.MinimumLogLevel, levels[settings.log]),
    // Without it the pretty logger would write to stdout.
    Layer.succeed(Logger.LogToStderr, true),
  )
