/** Reads Stripe's parameters from a form: strictly, one at a time, and the first that is wrong is what is said. */
import type { Form, FormValue } from "@refund-rules/provider-kit"
import { listOf, readForm } from "@refund-rules/provider-kit"
import { Effect } from "effect"
import { invalid, type Said } from "./Said.ts"

/** Reads one parameter's value; what it gives stands in for the text. */
export type Reader<A> = (value: FormValue, param: string) => A | Said

type ReadersOf = Readonly<Record<string, Reader<unknown>>>

/** What readers give, each where its parameter is there. */
export type Given<Readers extends ReadersOf> = {
  readonly [Name in keyof Readers]?: Exclude<ReturnType<Readers[Name]>, Said>
}

/** Reads a form whose every parameter has a reader. */
export const readParameters = <Readers extends ReadersOf>(
  source: string,
  readers: Readers,
): Effect.Effect<Given<Readers>, Said> => {
  const read = readForm(source)
  if (!read.ok) return Effect.fail(unreadable(read.wrong, read.name))
  return given(read.form, readers)
}

const unreadable = (wrong: string, name: string): Said => {
  const words =
    wrong === "twice" ? "is given more than once" : wrong === "size" ? "has too many parts" : "cannot be read"
  return invalid(`Invalid request: the parameter ${name} ${words}`, name === "" ? {} : { param: name })
}

const given = <Readers extends ReadersOf>(form: Form, readers: Readers): Effect.Effect<Given<Readers>, Said> => {
  const values: Record<string, unknown> = {}
  for (const name of Object.keys(form)) {
    const reader = Object.hasOwn(readers, name) ? readers[name] : undefined
    if (reader === undefined) {
      return Effect.fail(invalid(`Received unknown parameter: ${name}`, { code: "parameter_unknown", param: name }))
    }
    const value = reader(form[name]!, name)
    if (isSaid(value)) return Effect.fail(value)
    values[name] = value
  }
  // Every value was given by the reader of its own name.
  return Effect.succeed(values as Given<Readers>)
}

const isSaid = (value: unknown): value is Said =>
  typeof value === "object" && value !== null && "_tag" in value && value._tag === "Said"

const emptied = (param: string): Said =>
  invalid(
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset.`,
    { code: "parameter_invalid_empty", param },
  )

/** A text of 1 to so many characters. */
export const text =
  (longest: number): Reader<string> =>
  (value, param) => {
    if (typeof value !== "string") return invalid("Invalid string", { param })
    if (value === "") return emptied(param)
    return value.length <= longest ? value : invalid(`Invalid string: must be at most ${longest} characters`, { param })
  }

/** One of a few words. */
export const oneOf =
  <const Word extends string>(...words: readonly Word[]): Reader<Word> =>
  (value, param) => {
    if (value === "") return emptied(param)
    const found = words.find((word) => word === value)
    return found ?? invalid(`Invalid ${param}: must be one of ${words.join(", ")}`, { param })
  }

export const flag: Reader<boolean> = (value, param) => {
  if (value === "") return emptied(param)
  return value === "true" ? true : value === "false" ? false : invalid("Invalid boolean", { param })
}

/** A whole number within bounds; `wrong` says what is out of them. */
export const whole =
  (least: number, most: number, wrong: (param: string, value: number) => Said): Reader<number> =>
  (value, param) => {
    if (value === "") return emptied(param)
    const number = typeof value === "string" && /^-?\d{1,16}$/.test(value) ? Number(value) : Number.NaN
    if (!Number.isSafeInteger(number)) {
      const shown = typeof value === "string" ? value.slice(0, 100) : "an object"
      return invalid(`Invalid integer: ${shown}`, { code: "parameter_invalid_integer", param })
    }
    return number >= least && number <= most ? number : wrong(param, number)
  }

export const texts: Reader<readonly string[]> = (value, param) => {
  const list = listOf(value)
  const found = list?.filter((each): each is string => typeof each === "string" && each !== "" && each.length <= 5000)
  return found === undefined || found.length !== list?.length ? invalid("Invalid array", { param }) : found
}

/** Text by name, or `""` for none; an empty value unsets its name. */
export const metadata: Reader<"" | Readonly<Record<string, string>>> = (value, param) => {
  if (typeof value === "string") return value === "" ? "" : invalid("Invalid object", { param })
  const pairs: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, each] of Object.entries(value)) {
    const at = { param: `${param}[${name.slice(0, 100)}]` }
    if (typeof each !== "string") return invalid("Metadata values must be strings", at)
    if (name.length > 40) return invalid("Metadata keys can have at most 40 characters", at)
    if (each.length > 500) return invalid("Metadata values can have at most 500 characters", at)
    pairs[name] = each
  }
  return Object.keys(pairs).length <= 50 ? pairs : invalid("Metadata can have at most 50 keys", { param })
}
