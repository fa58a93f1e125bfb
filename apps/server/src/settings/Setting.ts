/** One setting read from the environment: its name, what it may be, and where it was wrong. No exit, no print. */
import { Config, Effect, Option } from "effect"
import type { ConfigProvider } from "effect"

/** A setting as data; `secret` keeps what was found out of every message. */
export interface Setting<A> {
  readonly name: string
  readonly expected: string
  readonly secret: boolean
  readonly config: Config.Config<A>
}

/** A setting whose value cannot be used; `found` is absent where showing it would leak a secret. */
export interface WrongSetting {
  readonly name: string
  readonly expected: string
  readonly found: Option.Option<string>
}

/** Reads one setting, or says what is wrong with it. */
export const read = <A>(provider: ConfigProvider.ConfigProvider, setting: Setting<A>): Effect.Effect<A, WrongSetting> =>
  setting.config
    .parse(provider)
    .pipe(
      Effect.catch(() =>
        Effect.flatMap(foundIn(provider, setting), (found) =>
          Effect.fail({ name: setting.name, expected: setting.expected, found }),
        ),
      ),
    )

const foundIn = (provider: ConfigProvider.ConfigProvider, setting: Setting<unknown>) =>
  setting.secret
    ? Effect.succeedNone
    : Config.option(Config.String(setting.name))
        .parse(provider)
        .pipe(Effect.orElseSucceed(Option.none<string>))

/** What a person reads about one wrong setting; a long value is cut. */
export const sentence = (wrong: WrongSetting): string => {
  const found = Option.match(wrong.found, {
    onNone: () => "its value is not usable",
    onSome: (value) => `found \`${value.length > 100 ? `${value.slice(0, 100)}…` : value}\``,
  })
  return `${wrong.name}: ${found}, expected ${wrong.expected}`
}
