/** The name a person probably meant: the one with the fewest letters to change, where that is at most a third of them. */

/** Nothing where no name is near. */
export const nearest = (meant: string, names: readonly string[]): string | undefined => {
  const [best] = names
    .map((name) => ({ name, changes: changesBetween(meant, name) }))
    .filter(({ changes, name }) => changes <= Math.ceil(name.length / 3))
    .toSorted((left, right) => left.changes - right.changes)
  return best?.name
}

const changesBetween = (from: string, to: string): number => {
  let above = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 0; row < from.length; row++) {
    const line = [row + 1]
    for (let at = 0; at < to.length; at++)
      line.push(Math.min(above[at]! + (from[row] === to[at] ? 0 : 1), above[at + 1]! + 1, line[at]! + 1))
    above = line
  }
  return above[to.length]!
}
