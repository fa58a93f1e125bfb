/** Finds the name a person probably meant: the closest one by edits, if at most a third of it was mistyped. */

const edits = (from: string, to: string): number => {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1))
    }
    previous = current
  }
  return previous[to.length]!
}

/** The closest of the names, or nothing where none is close; a prefix they share does not count as closeness. */
export const nearest = (name: string, names: readonly string[], prefix = ""): string | undefined => {
  const { length } = prefix
  const [best] = names
    .map((candidate) => ({ candidate, distance: edits(name.slice(length), candidate.slice(length)) }))
    .filter(({ candidate, distance }) => distance <= Math.ceil((candidate.length - length) / 3))
    .sort((left, right) => left.distance - right.distance)
  return best?.candidate
}
