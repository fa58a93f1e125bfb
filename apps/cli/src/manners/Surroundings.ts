/** Where a command runs: its folder, its streams and its environment, so that a test can be one as well as a terminal. */
import { Context } from "effect"

/**
 * Everything a command may know of the machine but files and time.
 *
 * @since 0.1.0
 */
export interface Place {
  /** What relative paths are relative to. */
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly input: () => AsyncIterable<Uint8Array>
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly isInputTerminal: boolean
  /** Whether somebody watches: only then is progress drawn. */
  readonly isTerminal: boolean
  readonly isColoured: boolean
  readonly isJson: boolean
  readonly columns: number
}

/** The place of the command that runs. */
export class Surroundings extends Context.Service<Surroundings, Place>()("refund-rules/manners/Surroundings") {}
