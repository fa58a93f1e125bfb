/** `backup`: copies a database while it is used, and proves the copy before it says that there is one. */
import { chmodSync, existsSync } from "node:fs"
import { backup, CannotOpenStore } from "@refund-rules/store-sqlite"
import { Effect, Option } from "effect"
import { Argument, Command } from "effect/cli"
import { existingDatabase } from "../front/openStore.ts"
import { isOnServer } from "../front/storage.ts"
import { storeFlags } from "../front/where.ts"
import { give } from "../manners/answer.ts"
import { pathOf } from "../manners/files.ts"
import { progressOf } from "../manners/progress.ts"
import { Surroundings } from "../manners/Surroundings.ts"
import { misused, unavailable, Wrong } from "../manners/Wrong.ts"
import { proof } from "./verifyCommand.ts"

export const backupCommand = Command.make(
  "backup",
  { to: Argument.String("file").pipe(Argument.withDescription("The copy; it must not exist")), ...storeFlags },
  Effect.fnUntraced(function* ({ db, to }) {
    const [url, file] = [yield* existingDatabase(db), yield* pathOf(to)]
    if (isOnServer(url))
      return yield* misused(
        "a database on a server is copied by the tools of PostgreSQL",
        "use `pg_dump` or `pg_basebackup`, and `refund-rules verify` on what is restored",
      )
    if (existsSync(file)) return yield* misused(`\`${to}\` is there already`, "name another, or move it away first")
    const progress = progressOf(yield* Surroundings, "pages")
    const copying = Effect.tryPromise({
      try: () => backup(url, file, (done, total) => progress.at(done, done, total)),
      catch: (error) =>
        error instanceof CannotOpenStore
          ? error
          : unavailable(`the copy could not be written: ${error instanceof Error ? error.message : String(error)}`),
    })
    yield* Effect.ensuring(copying, Effect.sync(progress.end))
    chmodSync(file, 0o600)
    const { broken, payments } = yield* proof(Option.some(file))
    if (broken.length > 0) return yield* notWhole(to, broken.length)
    yield* give({
      json: { file, payments, broken: [] },
      text: (ink) => [`${ink.good("good")} ${to}: ${payments} payments, copied and proven`],
    })
  }),
).pipe(
  Command.withDescription("Copy a database while it is used, then prove the copy; exits 1 where the copy is broken"),
  Command.withShortDescription("Copy a database and prove the copy"),
  Command.withExamples([
    { command: "refund-rules backup shop/copy.db --db shop/refunds.db", description: "Nobody has to stop for it" },
  ]),
)

const notWhole = (to: string, count: number): Wrong =>
  new Wrong({
    exit: 1,
    code: "broken_copy",
    message: `\`${to}\` was written, and ${count} things in it do not add up`,
    next: "run `refund-rules verify` on the database itself: a copy is as broken as what it was made of",
  })
