/** What settings are made of: the forms their values take, and a maker for each kind of them. */
import { isIP } from "node:net"
import { secretBytes } from "@refund-rules/engine"
import { Config, type Option, Redacted, Schema } from "effect"
import type { Setting } from "./Setting.ts"

const isHostName = (text: string): boolean => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) && !/^[\d.]+$/.test(text)

export const Host = Schema.String.check(
  Schema.makeFilter((text) => isIP(text) !== 0 || isHostName(text), { title: "host" }),
)
// Decimal digits only: a number parser would also take `4e3`, ` 80 ` and the empty text.
export const Port = Schema.String.check(
  Schema.isPattern(/^\d{1,5}$/),
  Schema.makeFilter((text) => Number(text) <= 65_535),
)

/** Hosts with their ports, spelled as URLs spell them; undefined where one is none. */
export const hostPorts = (text: string): readonly string[] | undefined => {
  const read = text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map((one) => {
      const [, port] = /^[^/?#@\s]+:(\d{1,5})$/.exec(one) ?? []
      const url = port !== undefined && URL.canParse(`http://${one}/`) ? new URL(`http://${one}/`) : undefined
      return url === undefined || Number(port) === 0 ? undefined : `${url.hostname}:${Number(port)}`
    })
  return read.every((one) => one !== undefined) ? read : undefined
}
export const HostPorts = Schema.String.check(
  Schema.makeFilter((text) => hostPorts(text) !== undefined, { title: "hosts with ports" }),
)

/** The headers that `name=value,name=value` gives; undefined where one is none. */
export const headersIn = (text: string): Readonly<Record<string, string>> | undefined => {
  const headers: Record<string, string> = {}
  for (const part of text.split(",").filter((one) => one.trim() !== "")) {
    const [, name, written] = /^\s*([A-Za-z0-9!#$%&'*+.^_|~-]{1,100})=([^\s,]{1,2000})\s*$/.exec(part) ?? []
    const value = written === undefined ? undefined : unescaped(written)
    if (name === undefined || value === undefined || !/^[\x20-\x7e]+$/.test(value)) return undefined
    headers[name.toLowerCase()] = value
  }
  return headers
}

const unescaped = (written: string): string | undefined => {
  try {
    return decodeURIComponent(written)
  } catch {
    return undefined
  }
}

export const Headers = Schema.String.check(
  Schema.makeFilter((text) => headersIn(text) !== undefined, { title: "headers" }),
)

// A path in the form every database tool takes: `file:` and what follows, relative to where the server was started.
const isFile = (text: string): boolean => /^file:[^?#\0]+$/.test(text)
const isPostgres = (text: string): boolean => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text)
export const DatabaseUrl = Schema.String.check(
  Schema.makeFilter((text) => isFile(text) || isPostgres(text), { title: "database" }),
)
export const PostgresUrl = Schema.String.check(Schema.makeFilter(isPostgres, { title: "PostgreSQL database" }))
export const Secret = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{8,255}$/))
export const Secrets = Schema.String.check(
  Schema.isPattern(/^[\x21-\x2b\x2d-\x7e]{8,255}(,[\x21-\x2b\x2d-\x7e]{8,255}){0,9}$/),
)
export const SecretsKeys = Schema.String.check(
  Schema.makeFilter((text) => text.split(",").every((key) => secretBytes(key) !== undefined), { title: "keys" }),
)
export const PublicKeys = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9_-]{43}(,[A-Za-z0-9_-]{43}){0,99}$/, { title: "public keys" }),
)
export const CrashAt = Schema.String.check(
  Schema.isPattern(
    /^(before-commit|after-commit|after-intent|after-send|after-provider-reply|before-outbox-ack)(:[1-9]\d{0,5})?$/,
  ),
)

/** Delays in milliseconds, each of up to a day. */
export const Delays = Schema.String.check(
  Schema.isPattern(/^\d{1,8}(,\d{1,8}){0,19}$/),
  Schema.makeFilter((text) => text.split(",").every((part) => Number(part) <= 86_400_000)),
)

export const Whole = (min: number, max: number) =>
  Schema.String.check(
    Schema.isPattern(/^\d{1,15}$/),
    Schema.makeFilter((text) => Number(text) >= min && Number(text) <= max),
  )

/** An address and a path: paths are written behind it, and who asks is said elsewhere. */
export const Url = Schema.String.check(
  Schema.makeFilter(
    (text) => {
      if (!URL.canParse(text)) return false
      const { hash, password, protocol, search, username } = new URL(text)
      return /^https?:$/.test(protocol) && [hash, password, search, username].every((part) => part === "")
    },
    { title: "URL" },
  ),
)

/** A URL that says nothing of who asks. */
export const UrlOfNobody = Schema.String.check(
  Schema.makeFilter(
    (text) => {
      if (!URL.canParse(text)) return false
      const { password, protocol, username } = new URL(text)
      return /^https?:$/.test(protocol) && username === "" && password === ""
    },
    { title: "URL" },
  ),
)

export const plain = <A extends string | number>(
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

/** A setting without a default, that may be left out. */
export const absent = (
  name: string,
  expected: string,
  config: Config.Config<string>,
): Setting<Option.Option<string>> => ({
  name: `REFUND_RULES_${name}`,
  expected,
  secret: false,
  config: Config.option(config),
})

/** As `absent`, never shown. */
export const secret = (
  name: string,
  expected: string,
  config: Config.Config<string>,
): Setting<Option.Option<Redacted.Redacted>> => ({
  name: `REFUND_RULES_${name}`,
  expected,
  secret: true,
  config: Config.option(config.pipe(Config.map(Redacted.make))),
})

export const milliseconds = (name: string, fallback: number, min: number): Setting<number> =>
  plain(
    name,
    fallback,
    `milliseconds from ${min} to 86400000`,
    Config.schema(Whole(min, 86_400_000), `REFUND_RULES_${name}`).pipe(Config.map(Number)),
  )

export const named = (name: string): string => `REFUND_RULES_${name}`
