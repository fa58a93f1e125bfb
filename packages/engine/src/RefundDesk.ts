/** The one service people call: its layer over the ports, and the settings it takes. */
import { Context, Layer } from "effect"
import { refundDesk } from "./desk/refundDesk.ts"
import type { DeskSettings } from "./desk/Ports.ts"
import type { RefundDeskShape } from "./RefundDeskShape.ts"

/**
 * The desk.
 *
 * @since 0.1.0
 */
export class RefundDesk extends Context.Service<RefundDesk, RefundDeskShape>()("@refund-rules/engine/RefundDesk") {
  /** Over a store, its records and policies, the gateways, a clock and the signals of the process. */
  static readonly layer = (settings: DeskSettings = {}) => Layer.effect(RefundDesk, refundDesk(settings))
}
