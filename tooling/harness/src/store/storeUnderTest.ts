/** Stores as their laws want them, whatever the database: failing where they are told to, and opened again. */
import { type LedgerStore, NoticeBook, Records, WebhookBook } from "@refund-rules/engine"
import type {
  CommitFailure,
  NoticeBookUnderTest,
  Store,
  StoreUnderTest,
  WebhookBookUnderTest,
} from "@refund-rules/testing"
import { Context } from "effect"

/** An open store. */
interface Opened {
  readonly context: Context.Context<LedgerStore | NoticeBook | Records | WebhookBook>
  readonly store: Store
  readonly close: () => Promise<void>
}

/** Where a commit may be made to fail: what throws there fails it. */
type CrashPoint = (at: "before-commit" | "after-commit") => void

/** How a test opens its store. */
export interface Opening {
  readonly open: (crashPoint?: CrashPoint) => Promise<Opened>
  /** The same data opened once more, beside the first as a killed process leaves it; the first itself where left out. */
  readonly openAgain?: () => Promise<Opened>
  readonly afterwards?: () => void
}

/** A fresh store, with its other ports. */
export const storeUnderTest = async ({ afterwards, open, openAgain }: Opening) => {
  let failure: CommitFailure | undefined
  const first = await open((at) => {
    if (failure?.replace(" ", "-") !== at) return
    failure = undefined
    throw new Error("the commit failed, as it was told to")
  })
  const opened = [first]
  const reopened = async (): Promise<Opened> => {
    if (openAgain !== undefined) opened.push(await openAgain())
    return opened.at(-1) ?? first
  }
  const made: Required<StoreUnderTest> = {
    store: first.store,
    failNext: (next) => void (failure = next),
    reopen: async (): Promise<Store> => (await reopened()).store,
    close: async () => {
      for (const one of opened) await one.close()
      afterwards?.()
    },
  }
  return { ...made, ...besides(first), reopened: async () => besides(await reopened()) }
}

/** A fresh store's books of notices and of webhooks. */
export const bookUnderTest = async (opening: Opening): Promise<NoticeBookUnderTest & WebhookBookUnderTest> => {
  const { reopen: _, reopened, ...made } = await storeUnderTest(opening)
  return { ...made, reopen: reopened }
}

const besides = ({ context }: Opened) => ({
  notices: Context.get(context, NoticeBook),
  records: Context.get(context, Records),
  webhooks: Context.get(context, WebhookBook),
})
