/** What an instance answers with, as long as it lives. */
import type { Inbox, Records, RefundDeskShape } from "@refund-rules/engine"

export interface Doors {
  readonly desk: RefundDeskShape
  readonly inbox: (typeof Inbox)["Service"]
  readonly records: (typeof Records)["Service"]
}
