/** Every setting the server reads, with its default, which an empty value means too: the place to add a new one. */
import { isIP } from "node:net"
import { Config, Schema } from "effect"
import type { Setting } from "./Setting.ts"

const isHostName = (text: string): boolean => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) && !/^[\d.]+$/.test(text)

const Host = Schema.String.check(Schema.makeFilter((text) => isIP(text) !== 0 || isHostName(text), { title: "host" }))
// Decimal digits only: a number parser would also take `4e3`, ` 80 ` and the empty text.
const Port = Schema.String.check(
  Schema.isPattern(/^\d{1,5}$/),
  Schema.makeFilter((text) => Number(text) <= 65_535),
)

const plain = <A extends string | number>(
  name: string,
  fallback: A,
  expected: string,
  config: Config.Config<A>,
): Setting<A> => ({
  name: `REFUND_RULES_${name}`,
  expected: `${expected} (default ${fallback})`,
  secret: false,
  config: config.pipe(Config.withDefault(fallback)),
})

const named = (name: string): string => `REFUND_RULES_${name}`

/** The settings by the name the program knows them by. */
export const table = {
  host: plain(
    "HOST",
    "127.0.0.1",
    "an IP address without brackets or a host name to listen on",
    Config.schema(Host, named("HOST")),
  ),
  port: plain(
    "PORT",
    4010,
    "a port from 0 to 65535, where 0 picks a free one",
    Config.schema(Port, named("PORT")).pipe(Config.map(Number)),
  ),
  log: plain(
    "LOG",
    "info",
    "one of error, warn, info, debug",
    Config.Literals(["error", "warn", "info", "debug"], named("LOG")),
  ),
  logFormat: plain("LOG_FORMAT", "json", "json or pretty", Config.Literals(["json", "pretty"], named("LOG_FORMAT"))),
} as const

/** All settings, read and right. */
export type Settings = {
  readonly [Key in keyof typeof table]: (typeof table)[Key] extends Setting<infer A> ? A : never
}
