/** Every setting the server reads, with its default, which an empty value means too: the place to add a new one. */
import { isIP } from "node:net"
import { Config, type Option, Redacted, Schema } from "effect"
import { type FacadeName, facadeNames } from "./facadeNames.ts"
import type { Setting } from "./Setting.ts"

const isHostName = (text: string): boolean => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text) && !/^[\d.]+$/.test(text)

const Host = Schema.String.check(Schema.makeFilter((text) => isIP(text) !== 0 || isHostName(text), { title: "host" }))
// Decimal digits only: a number parser would also take `4e3`, ` 80 ` and the empty text.
const Port = Schema.String.check(
  Schema.isPattern(/^\d{1,5}$/),
  Schema.makeFilter((text) => Number(text) <= 65_535),
)

// A path in the form every database tool takes: `file:` and what follows, relative to where the server was started.
const isFile = (text: string): boolean => /^file:[^?#\0]+$/.test(text)
const isPostgres = (text: string): boolean => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text)
const DatabaseUrl = Schema.String.check(
  Schema.makeFilter((text) => isFile(text) || isPostgres(text), { title: "database" }),
)
const PostgresUrl = Schema.String.check(Schema.makeFilter(isPostgres, { title: "PostgreSQL database" }))
const Secret = Schema.String.check(Schema.isPattern(/^[\x21-\x7e]{8,255}$/))
const Secrets = Schema.String.check(
  Schema.isPattern(/^[\x21-\x2b\x2d-\x7e]{8,255}(,[\x21-\x2b\x2d-\x7e]{8,255}){0,9}$/),
)
const CrashAt = Schema.String.check(
  Schema.isPattern(
    /^(before-commit|after-commit|after-intent|after-send|after-provider-reply|before-outbox-ack)(:[1-9]\d{0,5})?$/,
  ),
)
const Whole = (min: number, max: number) =>
  Schema.String.check(
    Schema.isPattern(/^\d{1,15}$/),
    Schema.makeFilter((text) => Number(text) >= min && Number(text) <= max),
  )

const Url = Schema.String.check(
  Schema.makeFilter((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), { title: "URL" }),
)
const FacadePorts = Schema.String.check(
  Schema.makeFilter((text) => text === "off" || facadePorts(text) !== undefined, { title: "facades" }),
)

/** The ports that `stripe=4011,...` gives, each facade once; undefined where one is no facade or no port. */
const facadePorts = (text: string): ReadonlyMap<FacadeName, number> | undefined => {
  const ports = new Map<FacadeName, number>()
  for (const part of text.split(",")) {
    const [, given, port] = /^([a-z]+)=(\d{1,5})$/.exec(part.trim()) ?? []
    const name = facadeNames.find((each) => each === given)
    if (name === undefined || ports.has(name) || Number(port) > 65_535) return undefined
    ports.set(name, Number(port))
  }
  return ports
}

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

/** A setting without a default, that may be left out. */
const absent = (name: string, expected: string, config: Config.Config<string>): Setting<Option.Option<string>> => ({
  name: `REFUND_RULES_${name}`,
  expected,
  secret: false,
  config: Config.option(config),
})

/** As `absent`, never shown. */
const secret = (
  name: string,
  expected: string,
  config: Config.Config<string>,
): Setting<Option.Option<Redacted.Redacted>> => ({
  name: `REFUND_RULES_${name}`,
  expected,
  secret: true,
  config: Config.option(config.pipe(Config.map(Redacted.make))),
})

const milliseconds = (name: string, fallback: number, min: number): Setting<number> =>
  plain(
    name,
    fallback,
    `milliseconds from ${min} to 86400000`,
    Config.schema(Whole(min, 86_400_000), `REFUND_RULES_${name}`).pipe(Config.map(Number)),
  )

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
  mode: plain("MODE", "test", "test or live", Config.Literals(["test", "live"], named("MODE"))),
  databaseUrl: plain(
    "DATABASE_URL",
    "file:./data/refund-rules.db",
    "`file:` and the path of a SQLite database, or `postgres://user:password@host:port/database`",
    Config.schema(DatabaseUrl, named("DATABASE_URL")),
  ),
  replicaUrl: secret(
    "DATABASE_REPLICA_URL",
    "`postgres://...` of a server that follows DATABASE_URL's, for lists and reports",
    Config.schema(PostgresUrl, named("DATABASE_REPLICA_URL")),
  ),
  databasePartitions: plain(
    "DATABASE_PARTITIONS",
    0,
    "a number of parts from 0 to 256, for a PostgreSQL database that is empty",
    Config.schema(Whole(0, 256), named("DATABASE_PARTITIONS")).pipe(Config.map(Number)),
  ),
  databaseConnections: plain(
    "DATABASE_CONNECTIONS",
    8,
    "sessions from 2 to 100 that one instance opens at most on PostgreSQL",
    Config.schema(Whole(2, 100), named("DATABASE_CONNECTIONS")).pipe(Config.map(Number)),
  ),
  sandboxFile: absent(
    "SANDBOX_FILE",
    "where the sandbox keeps what it moved (default sandbox.jsonl beside the SQLite database, or in ./data)",
    Config.String(named("SANDBOX_FILE")),
  ),
  rootKey: secret(
    "ROOT_KEY",
    "8 to 255 visible characters; in live mode no placeholder",
    Config.schema(Secret, named("ROOT_KEY")),
  ),
  policy: absent("POLICY", "the path of a JSON file with the policy `default`", Config.String(named("POLICY"))),
  leaseMilliseconds: milliseconds("LEASE_MS", 30_000, 1000),
  pollMilliseconds: milliseconds("POLL_MS", 1000, 10),
  gatewayTimeoutMilliseconds: milliseconds("GATEWAY_TIMEOUT_MS", 30_000, 100),
  facades: {
    name: named("FACADES"),
    expected: `off, or ports by facade, separated by commas: ${facadeNames.join(", ")} (default stripe=4011)`,
    secret: false,
    config: Config.schema(FacadePorts, named("FACADES")).pipe(
      Config.withDefault("stripe=4011"),
      Config.map((text) => facadePorts(text) ?? new Map<FacadeName, number>()),
    ),
  } satisfies Setting<ReadonlyMap<FacadeName, number>>,
  facadeWaitMilliseconds: milliseconds("FACADE_WAIT_MS", 2000, 0),
  sandboxUrl: absent("SANDBOX_URL", "the URL of a sandbox process", Config.schema(Url, named("SANDBOX_URL"))),
  stripeUrl: absent(
    "GATEWAY_STRIPE_URL",
    "the URL of Stripe or of what speaks its wire",
    Config.schema(Url, named("GATEWAY_STRIPE_URL")),
  ),
  stripeKey: secret("GATEWAY_STRIPE_KEY", "Stripe's secret key", Config.schema(Secret, named("GATEWAY_STRIPE_KEY"))),
  stripeWebhookSecrets: secret(
    "GATEWAY_STRIPE_WEBHOOK_SECRET",
    "the secrets of Stripe's webhooks, separated by commas",
    Config.schema(Secrets, named("GATEWAY_STRIPE_WEBHOOK_SECRET")),
  ),
  circuitMilliseconds: milliseconds("CIRCUIT_MS", 60_000, 1000),
  bodyLimit: plain(
    "MAX_BODY_BYTES",
    262_144,
    "bytes from 1024 to 16777216",
    Config.schema(Whole(1024, 16_777_216), named("MAX_BODY_BYTES")).pipe(Config.map(Number)),
  ),
  crashAt: absent(
    "CRASH_AT",
    "for tests only and never in live mode: before-commit, after-commit, after-intent, after-send, after-provider-reply or before-outbox-ack, with `:N` for the Nth time",
    Config.schema(CrashAt, named("CRASH_AT")),
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
