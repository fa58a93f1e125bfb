/** A runtime the core is tried in: which npm package ships it, and how it is made to answer the suite. */

export interface Runtime {
  readonly name: string
  /** What is installed for it, with exact versions; nothing where it is at hand. */
  readonly packages: readonly string[]
  /** It knows no `Intl`: time zones cannot be told there, and rules that need them count as broken. */
  readonly isWithoutIntl?: boolean
  readonly answer: () => Promise<string>
}
