/** Finds the line of a JSON text on which a member stands, so that a reviewer sees the finding beside it. */

interface Token {
  readonly text: string
  readonly at: number
}

/** Where a JSON pointer leads, from line 1; the nearest place above it where it leads nowhere. */
export const lineOf = (text: string, pointer: string): number => {
  const steps = pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g)].map((match): Token => ({
    text: match[0],
    at: match.index,
  }))
  return text.slice(0, placeOf(tokens, steps)).split("\n").length
}

const placeOf = (tokens: readonly Token[], steps: readonly string[]): number => {
  let [index, best] = [0, tokens[0]?.at ?? 0]
  const is = (text: string): boolean => tokens[index]?.text === text
  /** Reads one value; `rest` are the steps below it, undefined where it is beside the way. */
  const read = (rest: readonly string[] | undefined): void => {
    const [close, isList] = is("[") ? ["]", true] : ["}", false]
    const isNested = isList || is("{")
    index++
    for (let count = 0; isNested && index < tokens.length && !is(close); count++) {
      const { at, text } = tokens[index]!
      const isNext = rest !== undefined && rest[0] === (isList ? String(count) : nameOf(text))
      if (isNext) best = at
      if (!isList) index += 2
      read(isNext ? rest.slice(1) : undefined)
      if (is(",")) index++
    }
    if (isNested) index++
  }
  read(steps)
  return best
}

const nameOf = (text: string): string | undefined => {
  try {
    return String(JSON.parse(text))
  } catch {
    return undefined
  }
}
