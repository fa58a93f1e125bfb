/** Reads server-sent events by the letter of their form, however the bytes are cut; what never came whole is none. */

/** What stands between two empty lines; a part that is not there leaves out its member. */
export interface Sent {
  /** Where whoever read this is. */
  readonly id?: string
  /** How long the server wants to be left alone after a break. */
  readonly retryMs?: number
  readonly data?: string
}

/** Takes text as it comes, and gives what has come whole with it. */
export const sentEvents = (): ((text: string) => readonly Sent[]) => {
  let rest = ""
  let sent: Mutable = {}
  return (text) => {
    rest += text
    // What ends a line may be about to be followed by its other half.
    const end = rest.endsWith("\r") ? rest.length - 1 : rest.length
    const lines = rest.slice(0, end).split(/\r\n|[\r\n]/u)
    rest = lines.pop()! + rest.slice(end)
    const whole: Sent[] = []
    for (const line of lines) {
      if (line !== "") read(sent, line)
      else if (Object.keys(sent).length > 0) {
        whole.push(sent)
        sent = {}
      }
    }
    return whole
  }
}

type Mutable = { -readonly [Name in keyof Sent]: Sent[Name] }

const read = (sent: Mutable, line: string): void => {
  const [, name = line, value = ""] = /^([^:]*):? ?(.*)$/su.exec(line) ?? []
  switch (name) {
    case "id":
      if (!value.includes("\0")) sent.id = value
      return
    case "retry":
      if (/^\d{1,9}$/u.test(value)) sent.retryMs = Number(value)
      return
    case "data":
      sent.data = sent.data === undefined ? value : `${sent.data}\n${value}`
  }
}
