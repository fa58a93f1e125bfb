/** Every setting the server reads, with its default, which an empty value means too: the place to add a new one. */
import { Config, Redacted, Schema } from "effect"
import { providers } from "../providers.ts"
import type { GatewaysGiven } from "./gatewayTable.ts"
import {
  absent,
  CrashAt,
  DatabaseUrl,
  Delays,
  Headers,
  headersIn,
  Host,
  hostPorts,
  HostPorts,
  milliseconds,
  named,
  plain,
  Port,
  PostgresUrl,
  PublicKeys,
  Secret,
  secret,
  SecretsKeys,
  Url,
  UrlOfNobody,
  Whole,
} from "./kinds.ts"
import type { Setting } from "./Setting.ts"

const FacadePorts = Schema.String.check(
  Schema.makeFilter((text) => text === "off" || facadePorts(text) !== undefined, { title: "facades" }),
)

/** The ports that `stripe=4011,...` gives, each facade once; undefined where one is no facade or no port. */
const facadePorts = (text: string): ReadonlyMap<string, number> | undefined => {
  const ports = new Map<string, number>()
  for (const part of text.split(",")) {
    const [, given, port] = /^([a-z]+)=(\d{1,5})$/.exec(part.trim()) ?? []
    const known = providers.find(({ provider }) => provider.name === given)
    if (known === undefined || ports.has(known.provider.name) || Number(port) > 65_535) return undefined
    ports.set(known.provider.name, Number(port))
  }
  return ports
}

const defaultPorts = providers.map(({ port, provider }) => `${provider.name}=${port}`).join(",")

const defaultDelays = "0,5000,30000,120000,600000,3600000,14400000,43200000"

/** Ten tries over 75 hours and 35 minutes. */
const defaultWebhookDelays = "5000,300000,1800000,7200000,18000000,36000000,50400000,72000000,86400000"

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
  // It may hold a password, so what was found is not shown.
  databaseUrl: {
    ...plain(
      "DATABASE_URL",
      "file:./data/refund-rules.db",
      "`file:` and the path of a SQLite database, or `postgres://user:password@host:port/database`",
      Config.schema(DatabaseUrl, named("DATABASE_URL")),
    ),
    secret: true,
  },
  replicaUrl: secret(
    "DATABASE_REPLICA_URL",
    "`postgres://...` of a server that follows DATABASE_URL's, for lists and reports",
    Config.schema(PostgresUrl, named("DATABASE_REPLICA_URL")),
  ),
  replicaStaleMilliseconds: milliseconds("DATABASE_REPLICA_STALE_MS", 5_000, 100),
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
  secretsKey: secret(
    "SECRETS_KEY",
    "32 bytes as 64 hexadecimal digits or in base64; several, separated by commas, while it is being changed: the first seals, all open",
    Config.schema(SecretsKeys, named("SECRETS_KEY")),
  ),
  sealMilliseconds: milliseconds("SEAL_MS", 60_000, 100),
  sealKeys: {
    name: named("SEAL_KEYS"),
    expected:
      "public keys of seals, separated by commas, that are believed beside those that SECRETS_KEY stands for: of keys that are lost",
    secret: false,
    config: Config.schema(PublicKeys, named("SEAL_KEYS")).pipe(
      Config.map((text) => text.split(",")),
      Config.withDefault([]),
    ),
  } satisfies Setting<readonly string[]>,
  policy: absent("POLICY", "the path of a JSON file with the policy `default`", Config.String(named("POLICY"))),
  leaseMilliseconds: milliseconds("LEASE_MS", 30_000, 1000),
  pollMilliseconds: milliseconds("POLL_MS", 1000, 10),
  gatewayTimeoutMilliseconds: milliseconds("GATEWAY_TIMEOUT_MS", 30_000, 100),
  gatewayRetryMilliseconds: {
    name: named("GATEWAY_RETRY_MS"),
    expected: `1 to 20 delays before each try, in milliseconds up to 86400000, separated by commas (default ${defaultDelays})`,
    secret: false,
    config: Config.schema(Delays, named("GATEWAY_RETRY_MS")).pipe(
      Config.withDefault(defaultDelays),
      Config.map((text) => text.split(",").map(Number)),
    ),
  } satisfies Setting<readonly number[]>,
  webhookRetryMilliseconds: {
    name: named("WEBHOOK_RETRY_MS"),
    expected: `1 to 20 delays before each try of a webhook but the first, in milliseconds up to 86400000, separated by commas (default ${defaultWebhookDelays})`,
    secret: false,
    config: Config.schema(Delays, named("WEBHOOK_RETRY_MS")).pipe(
      Config.withDefault(defaultWebhookDelays),
      Config.map((text) => text.split(",").map(Number)),
    ),
  } satisfies Setting<readonly number[]>,
  webhookTimeoutMilliseconds: milliseconds("WEBHOOK_TIMEOUT_MS", 15_000, 100),
  webhookAllow: {
    name: named("WEBHOOK_ALLOW"),
    expected:
      "hosts with their ports, such as localhost:9000, separated by commas: webhooks may go there without https",
    secret: false,
    config: Config.schema(HostPorts, named("WEBHOOK_ALLOW")).pipe(
      Config.withDefault(""),
      Config.map((text) => new Set(hostPorts(text) ?? [])),
    ),
  } satisfies Setting<ReadonlySet<string>>,
  backtestMilliseconds: milliseconds("BACKTEST_MS", 600_000, 100),
  facades: {
    name: named("FACADES"),
    expected: `off, or ports by facade, separated by commas: ${providers.map(({ provider }) => provider.name).join(", ")} (default ${defaultPorts})`,
    secret: false,
    config: Config.schema(FacadePorts, named("FACADES")).pipe(
      Config.withDefault(defaultPorts),
      Config.map((text) => facadePorts(text) ?? new Map<string, number>()),
    ),
  } satisfies Setting<ReadonlyMap<string, number>>,
  facadeWaitMilliseconds: milliseconds("FACADE_WAIT_MS", 2000, 0),
  sandboxUrl: absent("SANDBOX_URL", "the URL of a sandbox process", Config.schema(Url, named("SANDBOX_URL"))),
  circuitMilliseconds: milliseconds("CIRCUIT_MS", 60_000, 1000),
  bodyLimit: plain(
    "MAX_BODY_BYTES",
    262_144,
    "bytes from 1024 to 16777216",
    Config.schema(Whole(1024, 16_777_216), named("MAX_BODY_BYTES")).pipe(Config.map(Number)),
  ),
  maxConnections: plain(
    "MAX_CONNECTIONS",
    10_000,
    "connections from 10 to 1000000 that each listener holds at once; further ones are closed",
    Config.schema(Whole(10, 1_000_000), named("MAX_CONNECTIONS")).pipe(Config.map(Number)),
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
  // It may hold what belongs into OTLP_HEADERS, so what was found is not shown.
  otlpUrl: {
    ...absent(
      "OTLP_URL",
      "the URL of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318, without a user or password",
      Config.schema(UrlOfNobody, named("OTLP_URL")),
    ),
    secret: true,
  },
  otlpHeaders: {
    name: named("OTLP_HEADERS"),
    expected:
      "headers for the collector as `name=value`, separated by commas, a value percent-encoded where it has to be",
    secret: true,
    config: Config.schema(Headers, named("OTLP_HEADERS")).pipe(
      Config.withDefault(""),
      Config.map((text) => Redacted.make(headersIn(text) ?? {})),
    ),
  } satisfies Setting<Redacted.Redacted<Readonly<Record<string, string>>>>,
  logFormat: plain("LOG_FORMAT", "json", "json or pretty", Config.Literals(["json", "pretty"], named("LOG_FORMAT"))),
} as const

/** All settings, read and right. */
export type Settings = {
  readonly [Key in keyof typeof table]: (typeof table)[Key] extends Setting<infer A> ? A : never
} & { readonly gateways: GatewaysGiven }
