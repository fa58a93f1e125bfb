/** Reads a secret from where it is kept; one on the command line is refused, since everybody here could read it. */
import { Effect, Option } from "effect"
import { readText } from "../manners/files.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused } from "../manners/Wrong.ts"

const VARIABLE = "REFUND_RULES_KEY"

/** What `env:NAME`, `file:PATH` or `-` holds; the variable REFUND_RULES_KEY where nothing is said. */
export const readSecret = Effect.fnUntraced(function* (source: Option.Option<string>) {
  const { environment } = yield* Surroundings
  const from = Option.getOrElse(source, () => `env:${VARIABLE}`)
  const [, kind, name = ""] = /^(env|file):(.+)$/.exec(from) ?? []
  if (from !== "-" && kind === undefined)
    return yield* misused(
      "a secret on the command line can be read by everybody on this machine",
      `say where it is: \`--key env:${VARIABLE}\`, \`--key file:PATH\` or \`--key -\` for standard input`,
    )
  const text = kind === "env" ? (environment[name] ?? "") : yield* readText(from === "-" ? "-" : name)
  const secret = text.trim()
  if (secret === "")
    return yield* misused(`there is no key in \`${from}\``, `set ${VARIABLE}, or name another place with \`--key\``)
  return secret
})
