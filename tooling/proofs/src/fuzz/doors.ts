/** Knocks at every secured operation of the document, with each kind of key that may not enter, and with each scope alone. */
import { chanceOf } from "../chance.ts"
import { type Document, documentOf, type Operation } from "../document/Document.ts"
import { nothingKnown } from "../document/Known.ts"
import { openLine } from "../document/Line.ts"
import { valid } from "./ask.ts"
import { bytesOf } from "./Question.ts"

/** An operation and how it answers each who knocks: the status, and its code where it is refused. */
export type Doors = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Knocks as each; no key at all where it is undefined. */
export const knock = async (
  native: string,
  as: ReadonlyMap<string, string | undefined>,
  seed: number,
): Promise<Doors> => {
  const document = await documentOf(native)
  const line = openLine(Number(new URL(native).port))
  const doors = new Map<string, Map<string, string>>()
  for (const operation of document.operations.filter(({ isSecured }) => isSecured)) {
    const answers = new Map<string, string>()
    doors.set(operation.name, answers)
    for (const [who, authorization] of as) {
      const heard = await line.ask(bytesOf(questionFor(document, operation, authorization, seed)), false)
      if (heard.status === "none") throw new Error(`${operation.name} as ${who} was not answered: ${heard.cause}`)
      const { code = "" } = heard.status < 400 ? {} : (JSON.parse(heard.text) as { readonly code?: string })
      answers.set(who, `${heard.status} ${code}`.trim())
    }
  }
  line.close()
  return doors
}

const questionFor = (document: Document, operation: Operation, authorization: string | undefined, seed: number) => {
  const keys = { all: "", scoped: new Map<string, string>() }
  const learned = {
    known: nothingKnown(),
    accepted: new Map<string, unknown[]>(),
    admitted: new Map<string, boolean>(),
  }
  const { question } = valid({ chance: chanceOf(seed), document, keys, ...learned }, operation)
  const others = question.headers.filter(([name]) => name !== "Authorization")
  const own = authorization === undefined ? [] : [["Authorization", authorization] as const]
  return { ...question, headers: [...own, ...others] }
}
