/** `policy publish`: a new version of a policy, in force from when it says or from now on. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { frontFlags, withFront } from "../front/withFront.ts"
import { give } from "../manners/answer.ts"
import { readPolicy } from "../try/inputs.ts"
import { fileArgument } from "./formats.ts"

export const publishCommand = Command.make(
  "publish",
  { file: fileArgument("policy"), ...frontFlags },
  Effect.fnUntraced(function* (input) {
    const { value: policy } = yield* readPolicy(input.file)
    const { hash, id, version } = yield* withFront(input, (front) => front.publish(policy))
    yield* give({
      json: { id, version, hash },
      text: (ink) => [`${ink.strong(id)} version ${version}`, ink.faint(hash)],
    })
  }),
).pipe(
  Command.withDescription("Publish a policy as a new version; the content of the latest again makes none"),
  Command.withShortDescription("Publish a version"),
  Command.withExamples([
    {
      command: "refund-rules policy publish shop/policy.json --db shop/refunds.db",
      description: "In force from now on",
    },
  ]),
)
