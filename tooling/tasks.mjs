// What each command of this repository runs, as data: named steps, in order, stopping at the first that fails.
// `node tooling/run.mjs TASK/STEP` repeats one step. A task that `needs: "toolchain"` runs before dependencies are there.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./bootstrap/environment.mjs"

const source = "--conditions=@refund-rules/source"

/** Node keeps what it compiled, so that a server is back after a kill in half the time. */
const compiledOnce = {
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, "node_modules/.cache/compiled"),
}
/** Garbage is collected before it is half of what is there: a server that is flooded stays small. */
const frugally = JSON.parse(readFileSync(join(root, "apps/server/package.json"), "utf8")).config.node
const report = (name) => ["--reporter=default", "--reporter=json", `--outputFile.json=reports/${name}.json`]

/** Laws in these files, on so many values; histories have 4.4 steps on average, so 2.3 million of them make 10^7 steps. */
const lawsOf = (name, files, runs) => ({
  name,
  run: ["vitest", "run", "--no-isolate", "--maxWorkers=2", ...files, ...report(`laws-${name}`)],
  env: {
    LAW_RUNS: process.env.LAW_RUNS ?? runs,
    ORACLE_RUNS: process.env.ORACLE_RUNS ?? process.env.LAW_RUNS ?? "2300000",
  },
})

export const tasks = {
  serve: {
    steps: [{ name: "server", run: ["node", source, ...frugally, "apps/server/src/main.ts"], env: compiledOnce }],
  },

  // Cheap steps first: what fails soonest is told soonest.
  test: {
    steps: [
      { name: "format", run: ["oxfmt", "--check", "."] },
      { name: "lint", run: ["oxlint", "--type-aware", "--deny-warnings"] },
      {
        name: "effects",
        run: ["effect-tsgo", "diagnostics", "--project", "tsconfig.json", "--strict", "--format", "text"],
      },
      { name: "types", run: ["turbo", "run", "typecheck", "--output-logs=errors-only", "--log-prefix=none"] },
      // Every test, unless nothing at all in the tree has changed since they last passed: the key is the whole tree.
      { name: "unit", run: ["turbo", "run", "//#unit", "--output-logs=full", "--log-prefix=none"] },
    ],
  },

  "test:long": {
    steps: [{ name: "long", run: ["vitest", "run", "--config=vitest.long.config.ts", ...report("long")] }],
  },

  packaging: {
    steps: [
      { name: "build", run: ["tsc", "-b"] },
      {
        name: "proof",
        run: ["vitest", "run", "--config=tooling/packaging/vitest.proof.config.ts", ...report("packaging")],
      },
    ],
  },

  format: {
    steps: [{ name: "format", run: ["oxfmt", "."] }],
  },

  build: {
    steps: [{ name: "build", run: ["tsc", "-b"] }],
  },

  "release:dry": {
    steps: [
      { name: "build", run: ["tsc", "-b"] },
      { name: "release", run: ["node", "tooling/packaging/src/release.ts"] },
    ],
  },

  // The command line over the sources: npm run --silent cli -- ARGS
  cli: {
    steps: [{ name: "cli", run: ["node", source, "--disable-warning=ExperimentalWarning", "apps/cli/src/main.ts"] }],
  },

  // A provider of its own process, to point gateways at.
  sandbox: {
    steps: [{ name: "sandbox", run: ["node", source, "packages/providers/sandbox/src/process/main.ts"] }],
  },

  // Every law of the core on a million values, two ledgers on ten million steps, two decisions on ten million pairs; then
  // the laws whose every trial is a whole world on fewer. LAW_RUNS, ORACLE_RUNS and LAW_SEED in the environment choose others.
  laws: {
    steps: [
      lawsOf("ledger", ["test/money/", "test/shape/", "core.laws", "oracle."], "1000000"),
      lawsOf("decision", ["test/decision/", "test/policy/", "test/schema/", "cel.laws"], "1000000"),
      lawsOf(
        "worlds",
        ["policyLaws.laws", "arbitraries.laws", "dispatch.laws", "desk.laws", "gateway.laws", "store.laws"],
        "10000",
      ),
      lawsOf("edge", ["readJson.laws"], "1000000"),
    ],
  },

  // Stryker edits the sources while it runs, so it runs in a copy of the checkout.
  mutation: {
    steps: [{ name: "mutation", run: ["node", "tooling/mutation/src/run.ts"] }],
  },

  "bench:core": {
    steps: [{ name: "core", run: ["node", source, "tooling/bench/src/core.ts"] }],
  },

  "bench:providers": {
    steps: [{ name: "providers", run: ["node", source, "tooling/bench/src/providers.ts"] }],
  },

  // Proofs that try to break the real server; what each takes is in docs/proofs.md.
  race: { steps: [{ name: "race", run: ["node", source, "tooling/proofs/src/race/main.ts"] }] },
  crash: { steps: [{ name: "crash", run: ["node", source, "tooling/proofs/src/crash/main.ts"] }] },
  silence: { steps: [{ name: "silence", run: ["node", source, "tooling/proofs/src/silence/main.ts"] }] },
  power: { steps: [{ name: "power", run: ["node", source, "tooling/proofs/src/power/main.ts"] }] },
  fuzz: { steps: [{ name: "fuzz", run: ["node", source, "tooling/proofs/src/fuzz/main.ts"] }] },
  faults: { steps: [{ name: "faults", run: ["node", source, "tooling/proofs/src/faults/main.ts"] }] },
  exhaustion: {
    steps: [
      {
        name: "exhaustion",
        run: ["vitest", "run", "--config=vitest.long.config.ts", "tooling/proofs/test/exhaustion"],
        env: { EXHAUSTION: "strict" },
      },
    ],
  },
  soak: { steps: [{ name: "soak", run: ["node", source, "--expose-gc", "tooling/proofs/src/soak/main.ts"] }] },

  // The whole service on a virtual clock, seed after seed: docs/simulation.md.
  sim: { steps: [{ name: "sim", run: ["node", source, "tooling/sim/src/main.ts"] }] },

  "bench:http": {
    steps: [{ name: "http", run: ["node", source, "tooling/bench/src/http.ts"] }],
  },

  // BENCH_PAYMENTS in the environment makes the large store smaller; BENCH_FOLDER puts the files on another disk.
  "bench:store": {
    steps: [{ name: "store", run: ["node", source, "tooling/bench/src/store.ts"] }],
  },

  "bench:seals": {
    steps: [{ name: "seals", run: ["node", source, "tooling/bench/src/seals.ts"] }],
  },

  // BENCH_DECISIONS and BENCH_PAYMENTS in the environment make it shorter.
  "bench:cli": {
    steps: [{ name: "cli", run: ["node", source, "tooling/bench/src/cli.ts"] }],
  },

  // A number makes it shorter: npm run lab:million -- 50000. BENCH_FOLDER puts the files on another disk.
  "lab:million": {
    steps: [
      { name: "build", run: ["tsc", "-b"] },
      { name: "million", run: ["node", source, "tooling/bench/src/million.ts"] },
    ],
  },

  // BENCH_REFUNDS in the environment makes it shorter.
  "bench:memory": {
    steps: [{ name: "memory", run: ["node", "--expose-gc", source, "tooling/bench/src/storeMemory.ts"] }],
  },

  runtimes: {
    steps: [{ name: "runtimes", run: ["node", source, "tooling/runtimes/src/main.ts"] }],
  },

  // Writes the lockfile anew after a manifest has changed.
  lock: {
    needs: "toolchain",
    steps: [{ name: "lock", run: ["pnpm", "install", "--no-frozen-lockfile"] }],
  },

  // Any command, with this repository's tools on PATH: node tooling/run.mjs exec vitest run packages/core
  exec: {
    steps: [{ name: "exec", run: [] }],
  },
}
