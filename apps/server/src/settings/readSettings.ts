/** Reads all settings at once and reports every wrong one, so that a start is repaired in one round. */
import { ConfigProvider, Data, Effect, Result } from "effect"
import { gatewaysIn, gatewayTable } from "./gatewayTable.ts"
import { nearest } from "./nearest.ts"
import { read, sentence } from "./Setting.ts"
import type { Setting, WrongSetting } from "./Setting.ts"
import { table } from "./table.ts"
import type { Settings } from "./table.ts"
import { wrongTogether } from "./wrongTogether.ts"

/** The start stopped because settings were wrong; `message` names each of them, and each name that no setting has. */
export class WrongSettings extends Data.TaggedError("WrongSettings")<{
  readonly wrong: readonly WrongSetting[]
  readonly unknown: readonly string[]
}> {
  override get message(): string {
    return [...this.wrong.map(sentence), ...this.unknown].join("\n")
  }
}

/** Reads the whole table from an environment. */
export const readSettings = Effect.fnUntraced(function* (environment: Record<string, string>) {
  const provider = ConfigProvider.fromEnv({ env: environment })
  const wrong: WrongSetting[] = []
  const values: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries({ ...table, ...gatewayTable })) {
    const result = yield* Effect.result(read<unknown>(provider, setting satisfies Setting<unknown>))
    if (Result.isSuccess(result)) values[key] = result.success
    else wrong.push(result.failure)
  }
  const unknown = unknownSettings(environment)
  if (wrong.length > 0) return yield* new WrongSettings({ wrong, unknown })
  // Every key of the table was just given the value its own setting parsed.
  const settings = { ...values, gateways: gatewaysIn(values) } as Settings
  const together = wrongTogether(settings)
  if (together.length > 0) return yield* new WrongSettings({ wrong: together, unknown })
  return settings
})

/** A warning for each REFUND_RULES_ name that no setting reads, with the name that was probably meant. */
export const unknownSettings = (environment: Record<string, string>): readonly string[] => {
  const known = [...Object.values(table), ...Object.values(gatewayTable)].map((setting) => setting.name)
  return Object.keys(environment)
    .filter((name) => name.startsWith("REFUND_RULES_") && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known, "REFUND_RULES_")
      return `${name} is no setting of this version and changes nothing${meant === undefined ? "" : `; did you mean ${meant}?`}`
    })
}
