/** The import table of the house as data: every room, what it may import, and why; rooms yet to be built included. */

/** A room is a folder of packages with one job; `*` in `folder` stands for one name. */
export interface Room {
  readonly name: string
  readonly folder: string
  /** Rooms it may import; `name:Door` only that door of theirs. */
  readonly rooms: readonly string[]
  /** Packages of others it may import; `name/Door` only that door, `name/Upper` any named in PascalCase, `door:Name` only that name of it, `*` all. */
  readonly packages: readonly string[]
  /** What to do instead of a forbidden import. */
  readonly instead: string
}

/** Stable effect: the root and its modules named in PascalCase, none of the platform doors such as `effect/http`. */
const effect = ["effect", "effect/Upper"]
const http = [...effect, "effect/http"]
const any = ["*"]

const provider = {
  packages: http,
  instead:
    "a provider turns its wire into ports of engine: whatever it shares with others belongs in engine or provider-kit",
}

/** The first room whose folder matches is the room of a file. */
export const rooms: readonly Room[] = [
  {
    name: "core",
    folder: "packages/core",
    rooms: [],
    packages: ["effect", "effect/Upper"],
    instead: "core is pure: take the fact as an argument and let engine or an app fetch it",
  },
  {
    name: "engine",
    folder: "packages/engine",
    rooms: ["core"],
    packages: effect,
    instead: "engine names a port and lets a store, a provider or an app implement it",
  },
  {
    name: "store-kysely",
    folder: "packages/store-kysely",
    rooms: ["engine", "core"],
    packages: [...effect, "kysely"],
    instead: "put what differs between databases behind Dialect; drivers live in store-sqlite and store-postgres",
  },
  {
    name: "store-sqlite",
    folder: "packages/store-sqlite",
    rooms: ["store-kysely"],
    packages: [...effect, "kysely", "better-sqlite3", "node:*"],
    instead: "a store package is one driver and its Dialect: everything else belongs in store-kysely",
  },
  {
    name: "store-postgres",
    folder: "packages/store-postgres",
    rooms: ["store-kysely"],
    packages: [...effect, "kysely", "pg", "pg-cursor", "node:*"],
    instead: "a store package is one driver and its Dialect: everything else belongs in store-kysely",
  },
  {
    name: "providers/sandbox",
    folder: "packages/providers/sandbox",
    rooms: ["engine", "core", "provider-kit", "providers:Wire"],
    packages: [...http, "node:*"],
    instead: "the sandbox speaks the providers' wires: of another provider it may import only `/Wire`",
  },
  { name: "providers", folder: "packages/providers/*", rooms: ["engine", "core", "provider-kit"], ...provider },
  { name: "provider-kit", folder: "packages/provider-kit", rooms: ["engine", "core"], ...provider },
  {
    name: "sealed-secrets",
    folder: "packages/sealed-secrets",
    rooms: ["engine", "core", "provider-kit"],
    packages: [...effect, "node:*"],
    instead: "sealed-secrets seals and opens what a store keeps: it asks nobody and keeps nothing by itself",
  },
  {
    name: "policy-cel",
    folder: "packages/policy-cel",
    rooms: ["core"],
    packages: ["cel-js", "@marcbachmann/cel-js", "@bufbuild/cel"],
    instead: "policy-cel is an evaluator for core and nothing else",
  },
  {
    name: "http-api",
    folder: "packages/http-api",
    rooms: ["core"],
    packages: [...effect, "effect/http-api", "effect/http:ProblemDetails"],
    instead: "http-api only describes the native API: programs live in engine, handlers in apps/server",
  },
  {
    name: "client",
    folder: "packages/client",
    rooms: ["http-api", "core"],
    packages: [...http, "effect/http-api"],
    instead: "the client knows the API's description only: what both sides need belongs in http-api or core",
  },
  {
    name: "testing",
    folder: "packages/testing",
    rooms: ["core", "engine"],
    packages: [...effect, "fast-check", "vitest"],
    instead: "testing gives laws and suites over ports: the store or provider under test is handed to it",
  },
  {
    name: "apps/cli",
    folder: "apps/cli",
    rooms: ["core", "engine", "store-sqlite", "store-postgres", "policy-cel", "http-api", "client", "testing"].concat([
      "provider-kit",
      "providers",
      "providers/sandbox",
      "sealed-secrets",
    ]),
    packages: any,
    instead: "the command line reads, asks and prints: what decides, moves or keeps anything belongs in a package",
  },
  {
    name: "apps",
    folder: "apps/*",
    rooms: [
      "core",
      "engine",
      "store-kysely",
      "store-sqlite",
      "store-postgres",
      "providers/sandbox",
      "providers",
    ].concat(["provider-kit", "sealed-secrets", "policy-cel", "http-api", "client", "testing"]),
    packages: any,
    instead: "an app is wiring: what two apps need belongs in a package",
  },
  {
    name: "tooling",
    folder: "tooling/*",
    rooms: ["tooling", "core", "engine", "store-kysely", "store-sqlite", "store-postgres", "providers/sandbox"].concat([
      "providers",
      "provider-kit",
      "policy-cel",
      "http-api",
      "client",
      "testing",
      "apps/cli",
      "apps",
    ]),
    packages: any,
    instead: "tooling may use everything that is public",
  },
  {
    name: "examples",
    folder: "examples/*",
    rooms: [
      "core",
      "engine",
      "store-kysely",
      "store-sqlite",
      "store-postgres",
      "providers/sandbox",
      "providers",
    ].concat(["provider-kit", "policy-cel", "http-api", "client", "testing"]),
    packages: any,
    instead: "an example does what a user can do: it imports public doors only",
  },
]

/** Inside core nothing points back: a folder may import itself and the folders before it; then come `schema` and `index`. */
export const coreOrder: readonly string[] = [
  "money",
  "shape",
  "payment",
  "ledger",
  "policy",
  "quote",
  "refund",
  "decision",
  "schema",
  "index",
]

/** The modules of effect that are data: core may use them, and in its `schema` files only. */
export const coreEffect: readonly string[] = [
  "Schema",
  "Array",
  "Option",
  "Result",
  "DateTime",
  "Order",
  "Match",
].concat(["SchemaIssue", "SchemaTransformation", "SchemaGetter", "SchemaAST", "Brand"])
