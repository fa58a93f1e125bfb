/** Reads server-sent events by the letter of their form, and breaks off where it is told to. */
import { request } from "node:http"
import { rootKey } from "../serving.ts"

/** One event as it came. */
export interface Read {
  readonly id: string
  readonly event: string
  readonly data: any
}

export interface Listening {
  readonly key?: string
  readonly query?: string
  /** The id that was read last. */
  readonly after?: string
  /** Breaks off after so many bytes, wherever that is. */
  readonly bytes?: number
  /** Breaks off after so many events. */
  readonly until?: number
  /** Breaks off when nothing comes for so long. */
  readonly silence?: number
  /** Told when the stream is open. */
  readonly opened?: () => void
  /** Takes nothing for so long, and then everything. */
  readonly pauseMilliseconds?: number
}

/** The events that came whole before it broke off. */
export const listen = (url: string, options: Listening): Promise<readonly Read[]> => {
  const {
    after,
    bytes = Infinity,
    key = rootKey,
    opened = () => undefined,
    pauseMilliseconds = 0,
    query = "",
    silence = 60_000,
    until = Infinity,
  } = options
  if (until <= 0) return Promise.resolve([])
  return new Promise((resolve, reject) => {
    const headers = {
      accept: "text/event-stream",
      authorization: `Bearer ${key}`,
      ...(after === undefined ? {} : { "last-event-id": after }),
    }
    const asking = request(`${url}/v1/events${query}`, { headers })
    let [text, length] = ["", 0]
    let timer: NodeJS.Timeout | undefined
    const end = (): void => {
      clearTimeout(timer)
      asking.destroy()
      resolve(eventsIn(text).slice(0, until))
    }
    const wait = (): void => {
      clearTimeout(timer)
      timer = setTimeout(end, silence)
    }
    asking.on("error", (error) => (length === 0 && !asking.destroyed ? reject(error) : end()))
    asking.on("response", (response) => {
      if (response.statusCode !== 200) return reject(new Error(`answered ${response.statusCode}`))
      opened()
      wait()
      response.setEncoding("utf8")
      response.on("error", end).on("end", end)
      response.on("data", (chunk: string) => {
        wait()
        text += chunk.slice(0, Math.max(0, bytes - length))
        length += chunk.length
        if (length >= bytes || eventsIn(text).length >= until) end()
      })
      if (pauseMilliseconds > 0) {
        response.pause()
        setTimeout(() => response.resume(), pauseMilliseconds)
      }
    })
    asking.end()
  })
}

/** What is between two empty lines is one event, where it has data; what is not finished is none. */
const eventsIn = (text: string): readonly Read[] =>
  text
    .split("\n\n")
    .slice(0, -1)
    .flatMap((block) => {
      const fields = new Map(
        block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
      )
      const data = fields.get("data")
      return data === undefined
        ? []
        : [{ id: fields.get("id") ?? "", event: fields.get("event") ?? "", data: JSON.parse(data) }]
    })
