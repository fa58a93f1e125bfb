/** Mistakes put on purpose into how messages leave, for the simulation to find; none of it is ever shipped. */
import type { Feed, MessageEnding } from "@refund-rules/engine"
import type { Posted } from "@refund-rules/server/outgoing/post"
import { Effect } from "effect"
import type { Book } from "./book.ts"
import type { History } from "./History.ts"

type Read = (typeof Feed)["Service"]["read"]
type Headers = Readonly<Record<string, string>>
type Post = (url: string, headers: Headers, body: string) => Effect.Effect<Posted>

export interface OutgoingPlant {
  readonly name: string
  /** What is wrong, in words. */
  readonly says: string
  readonly book?: (book: Book) => Book
  readonly read?: (read: Read, history: History) => Read
  readonly post?: (post: Post) => Post
}

/** Marks everything delivered that was leased, before it is sent. */
const delivered: MessageEnding = { _tag: "delivered" }

const bookPlants: readonly OutgoingPlant[] = [
  {
    name: "told-before-queued",
    says: "the place in the feed is moved on before what lies behind it is queued",
    book: (book) => ({
      ...book,
      queue: (from, to, messages) =>
        Effect.flatMap(
          book.queue(from, to, () => []),
          (isMine) => (isMine ? book.queue(to, to, messages) : Effect.succeed(false)),
        ),
    }),
  },
  {
    name: "delivered-when-leased",
    says: "a message is marked as delivered when it is taken up, before it was acknowledged",
    book: (book) => ({
      ...book,
      lease: (mode, worker, seconds, roomOf) =>
        Effect.tap(book.lease(mode, worker, seconds, roomOf), (leased) =>
          Effect.forEach(leased, (one) => Effect.ignore(book.settle(one, worker, delivered, one.at))),
        ),
    }),
  },
  {
    name: "retry-overtaken",
    says: "what is tried again is overtaken by what came later of the same refund",
    book: (book) => ({
      ...book,
      queue: (from, to, messages) =>
        book.queue(from, to, (webhooks) =>
          messages(webhooks).map((one) => ({ ...one, lane: `${one.lane} ${one.sequence}` })),
        ),
    }),
  },
  {
    name: "dead-when-refused",
    says: "a message is given up when it is refused for the first time",
    book: (book) => ({
      ...book,
      settle: (one, worker, ending, at) =>
        book.settle(one, worker, ending._tag === "again" ? { _tag: "dead", reason: ending.reason } : ending, at),
    }),
  },
  {
    name: "tried-at-once",
    says: "what is refused is tried again at once, ten times",
    book: (book) => ({
      ...book,
      settle: (one, worker, ending, at) =>
        book.settle(one, worker, ending._tag === "again" ? { ...ending, seconds: 0 } : ending, at),
    }),
  },
  {
    name: "replay-forgotten",
    says: "a replay is promised, and nothing is raised",
    book: (book) => ({ ...book, replay: () => Effect.succeed(1) }),
  },
  {
    name: "name-per-try",
    says: "every try of a message has an id of its own",
    book: (book) => ({
      ...book,
      lease: (mode, worker, seconds, roomOf) =>
        Effect.map(book.lease(mode, worker, seconds, roomOf), (leased) =>
          leased.map((one) => ({ ...one, id: `${one.id}_${one.tries}` })),
        ),
    }),
  },
]

const roadPlants: readonly OutgoingPlant[] = [
  {
    name: "told-before-commit",
    says: "what is begun is told, whether it is ever committed or not",
    read:
      (read, { begun }) =>
      (of, limit) =>
        Effect.map(read(of, limit), (events) => [...events, ...begun()]),
  },
  {
    name: "signed-before-written",
    says: "a body is signed, and then written anew",
    post: (post) => (url, headers, body) => post(url, headers, JSON.stringify(JSON.parse(body), undefined, 1)),
  },
  {
    name: "newest-secret-alone",
    says: "a secret that was replaced is good for nothing from then on",
    post: (post) => (url, headers, body) =>
      post(url, { ...headers, "webhook-signature": headers["webhook-signature"]!.split(" ")[0]! }, body),
  },
  {
    name: "silence-is-taken",
    says: "a message that nobody answered is taken for delivered",
    post: (post) => (url, headers, body) =>
      Effect.map(post(url, headers, body), (posted) =>
        posted._tag === "NotTaken" && posted.reason === "no answer in time" ? { _tag: "Taken", status: 200 } : posted,
      ),
  },
]

export const outgoingPlants: readonly OutgoingPlant[] = [...bookPlants, ...roadPlants]
