/** The driver without the database's own walls: no CHECK, and a guard that takes any version and any sum. */
import Real from "better-sqlite3"

// The number of values stays the same, what they are held against is always true.
const open = (source: string): string =>
  source.startsWith('update "payment"')
    ? source
        .replaceAll(/"version" = (\?|[:@$]\w+)/g, '"version" <> -1 - $1')
        .replaceAll(/case when (\?|[:@$]\w+) = 1 /g, "case when $1 < 2 ")
    : source

let isPlanted = false
process.once("exit", () => {
  if (!isPlanted) console.error("the guard's statement was not met: nothing was planted")
})

class Unchecked extends Real {
  constructor(file: string, options?: Real.Options) {
    super(file, options)
    this.pragma("ignore_check_constraints = on")
    const prepare = super.prepare.bind(this)
    this.prepare = ((source: string) => {
      const planted = open(source)
      if (planted !== source) isPlanted = true
      return prepare(planted)
    }) as typeof this.prepare
  }
}

export default Unchecked
