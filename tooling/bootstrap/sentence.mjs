// A failure that one sentence explains; whoever sees it needs no stack trace.
export class Sentence extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
