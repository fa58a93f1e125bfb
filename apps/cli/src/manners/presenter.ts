/** What is said of a wrong command line: the mistake, what was probably meant and where to read on; never pages of help. */
import { Effect } from "effect"
import { type CliError, CliOutput } from "effect/cli"
import { inkOf } from "./ink.ts"
import { sayWrong } from "./explainFailure.ts"
import { fitted } from "./helpText.ts"
import type { Place } from "./Surroundings.ts"
import { misused } from "./Wrong.ts"

export const presenter = (place: Place): CliOutput.Presenter => {
  const formatter = CliOutput.defaultFormatter({ colors: place.isColoured, globalFlags: "summary" })
  return {
    present: (event) =>
      Effect.sync(() => {
        switch (event._tag) {
          case "Help":
            return place.out(`${fitted(formatter.formatHelpDoc(event.helpDoc), place.columns)}\n`)
          case "Version":
            return place.out(`${event.name} ${event.version}\n`)
          case "InvalidInvocation": {
            const next = [
              ...new Set(event.errors.flatMap(meant)),
              `\`${event.commandPath.join(" ")} --help\` shows what there is`,
            ].join("; ")
            return sayWrong(place, inkOf(place), misused(event.errors.map(said).join("; "), next))
          }
        }
      }),
  }
}

const said = (error: CliError.NonShowHelpErrors): string => {
  switch (error._tag) {
    case "UnrecognizedOption":
      return `there is no option \`${error.option}\``
    case "UnknownSubcommand":
      return `there is no command \`${error.subcommand}\``
    case "MissingOption":
      return `\`--${error.option}\` is missing`
    case "MissingArgument":
      return `\`<${error.argument}>\` is missing`
    case "UnexpectedArgument":
      return `nothing is expected at ${error.arguments.map((one) => `\`${one}\``).join(", ")}`
    case "InvalidValue":
      return `\`${error.kind === "flag" ? `--${error.option}` : `<${error.option}>`}\` cannot be \`${error.value}\`: ${error.expected}`
    case "DuplicateOption":
    case "ValidationError":
    case "UserError":
      return error.message
  }
}

const meant = (error: CliError.NonShowHelpErrors): readonly string[] => {
  switch (error._tag) {
    case "UnrecognizedOption":
    case "UnknownSubcommand":
      return error.suggestions.length === 0
        ? []
        : [`did you mean ${error.suggestions.map((one) => `\`${one}\``).join(" or ")}`]
    case "DuplicateOption":
    case "InvalidValue":
    case "MissingArgument":
    case "MissingOption":
    case "UnexpectedArgument":
    case "UserError":
    case "ValidationError":
      return []
  }
}
