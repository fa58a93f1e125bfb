/** The driver of a disk that promises more than it does: `synchronous` is NORMAL, and reads as FULL. */
import Real from "better-sqlite3"

class Unsynced extends Real {
  override exec(source: string): this {
    super.exec(/pragma\s+synchronous/i.test(source) ? "pragma synchronous = normal" : source)
    return this
  }

  override pragma(source: string, options?: Real.PragmaOptions): unknown {
    if (!/^\s*synchronous/i.test(source)) return super.pragma(source, options)
    super.pragma("synchronous = normal")
    return options?.simple === true ? 2 : [{ synchronous: 2 }]
  }
}

export default Unsynced
