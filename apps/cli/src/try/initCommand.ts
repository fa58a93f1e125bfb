/** `init`: a folder to begin with, whose policy, payments, case and expectations all work as they stand. */
import { Clock, Effect, FileSystem } from "effect"
import { Argument, Command } from "effect/cli"
import { give } from "../manners/answer.ts"
import { pathOf, writeNew } from "../manners/files.ts"
import { unavailable } from "../manners/Wrong.ts"
import { starterAt } from "./starter.ts"

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
    const files = yield* FileSystem.FileSystem
    yield* Effect.mapError(files.makeDirectory(path, { recursive: true }), (error) =>
      unavailable(`\`${folder}\` cannot be made: ${error.message}`, "choose a folder that may be written to"),
    )
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
