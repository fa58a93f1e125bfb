/**
 * A refund-rules server as a typed object of promises.
 *
 * @since 0.1.0
 */
export type { CallOptions, Client } from "./Client.ts"
export { connect } from "./connect.ts"
export type { ConnectOptions } from "./connect.ts"
export { everyItem } from "./everyItem.ts"
export { isRefused, NoAnswer, RefundRefused, RequestRefused } from "./errors.ts"
export type { ClientError } from "./errors.ts"
export type { FeedEvent } from "./hear.ts"
export { listen } from "./listen.ts"
export type { ListenOptions } from "./listen.ts"
