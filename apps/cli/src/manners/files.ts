/** Reads what a command line names: a file, or `-` for standard input; says in one line why it cannot. */
import { Effect, FileSystem, Path } from "effect"
import { Surroundings } from "./Surroundings.ts"
import { misused, unavailable, type Wrong } from "./Wrong.ts"

/** The absolute path of a name as it was given. */
export const pathOf = Effect.fnUntraced(function* (name: string) {
  const { folder } = yield* Surroundings
  return (yield* Path.Path).resolve(folder, name)
})

/** Everything in a file, or in standard input. */
export const readText = Effect.fnUntraced(function* (
  name: string,
): Effect.fn.Return<string, Wrong, FileSystem.FileSystem | Path.Path | Surroundings> {
  if (name === "-") return yield* readInput
  const path = yield* pathOf(name)
  const files = yield* FileSystem.FileSystem
  return yield* Effect.mapError(files.readFileString(path), (error) => cannotRead(name, error))
})

const readInput = Effect.gen(function* () {
  const { input, isInputTerminal } = yield* Surroundings
  if (isInputTerminal)
    return yield* misused("nothing comes from standard input", "name a file, or pipe one into this command")
  return yield* Effect.tryPromise({
    try: async () => {
      const parts: Uint8Array[] = []
      for await (const part of input()) parts.push(part)
      return Buffer.concat(parts).toString("utf8")
    },
    catch: (error) => unavailable(`standard input broke off: ${String(error)}`),
  })
})

/** Why a file cannot be read. */
export const cannotRead = (
  name: string,
  error: { readonly reason?: { readonly _tag?: string }; readonly message: string },
): Wrong => {
  switch (String(error.reason?._tag)) {
    case "NotFound":
      return misused(`there is no file \`${name}\``, "look at its name and at the folder this runs in")
    case "PermissionDenied":
      return unavailable(`\`${name}\` may not be read`, "give this user the right to read it")
    // What Node calls EISDIR, ENOTDIR or ELOOP: the name leads to no file, however often it is tried.
    case "BadResource":
      return misused(`\`${name}\` is no file`, "name a file: this may be a folder")
    default:
      return unavailable(`\`${name}\` cannot be read: ${error.message}`)
  }
}

/** Writes a file whole or not at all, and never over one that is there. */
export const writeNew = Effect.fnUntraced(function* (name: string, text: string) {
  const path = yield* pathOf(name)
  const files = yield* FileSystem.FileSystem
  yield* Effect.catchTag(files.writeFileString(path, text, { flag: "wx" }), "PlatformError", (error) =>
    error.reason._tag === "AlreadyExists"
      ? misused(`\`${name}\` is there already`, "name another, or move it away first: nothing is ever written over")
      : Effect.andThen(
          Effect.ignore(files.remove(path, { force: true })),
          unavailable(`\`${name}\` cannot be written: ${error.message}`, "choose a folder that may be written to"),
        ),
  )
})
