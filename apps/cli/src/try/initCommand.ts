/** `init`: a folder to begin with, whose policy, payments, case and expectations all work as they stand. */
import { makeFolder } from "@refund-rules/store-sqlite"
import { Clock, Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { give } from "../manners/answer.ts"
import { pathOf, writeNew } from "../manners/files.ts"
import { unavailable } from "../manners/Wrong.ts"
import { starterAt } from "./starter.ts"

const cannotMake = (folder: string, error: unknown) =>
  unavailable(
    `\`${folder}\` cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    "choose a folder that may be written to",
  )

export const initCommand = Command.make(
  "init",
  {
    folder: Argument.String("folder").pipe(
      Argument.withDescription("The folder to make; it may exist"),
      Argument.withDefault("refunds"),
    ),
  },
  Effect.fnUntraced(function* ({ folder }) {
    const path = yield* pathOf(folder)
    yield* Effect.try({ try: () => makeFolder(path), catch: (error) => cannotMake(folder, error) })
    const written = Object.entries(starterAt(yield* Clock.currentTimeMillis)).map(([name, text]) => ({
      name: `${folder}/${name}`,
      text,
    }))
    for (const { name, text } of written) yield* writeNew(name, text)
    yield* give({
      json: { folder, files: written.map(({ name }) => name) },
      text: (ink) => [
        ...written.map(({ name }) => `made ${name}`),
        "",
        `${ink.strong("next:")}  refund-rules decide ${folder}/case.json --policy ${folder}/policy.json`,
        `       refund-rules policy check ${folder}/policy.json`,
      ],
    })
  }),
).pipe(
  Command.withDescription("Make a starter folder: a policy, sample payments, a case, and expectations to test with"),
  Command.withShortDescription("Make a starter folder"),
  Command.withExamples([{ command: "refund-rules init shop", description: "Begin here" }]),
)
