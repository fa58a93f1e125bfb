/** What a command of this folder was told: `--name value` and `--flag`, anything else is an error with a sentence. */

/** The value after each `--name`, true for a flag. */
export type Told<Name extends string> = { readonly [Each in Name]?: string | true }

/** Reads the command line. */
export const told = <Name extends string>(
  words: readonly string[],
  known: Readonly<Record<Name, "value" | "flag">>,
): Told<Name> => {
  const found: Record<string, string | true> = {}
  for (let at = 0; at < words.length; at += 1) {
    const [name = "", inline] = (words[at] ?? "").replace(/^--/, "").split("=", 2)
    const kind = Object.hasOwn(known, name) ? known[name as Name] : undefined
    if (kind === undefined || !(words[at] ?? "").startsWith("--")) {
      throw new Error(
        `\`${words[at]}\` is not known here: use ${Object.keys(known)
          .map((each) => `--${each}`)
          .join(", ")}`,
      )
    }
    if (kind === "flag") found[name] = true
    else {
      const value = inline ?? words[(at += 1)]
      if (value === undefined) throw new Error(`--${name} needs a value`)
      found[name] = value
    }
  }
  return found as Told<Name>
}

/** A whole number above 0, or what stands for it when nothing was said. */
export const count = (value: string | true | undefined, fallback: number): number => {
  if (value === undefined) return fallback
  if (value === true || !/^[1-9]\d{0,8}$/.test(value))
    throw new Error(`\`${String(value)}\` is not a whole number above 0`)
  return Number(value)
}
