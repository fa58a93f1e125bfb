/**
 * What travels to and from Dollr, as Dollr writes it: readers of what comes, types of what is written. An amount is a
 * number of major units, and is only ever read from its text.
 *
 * @since 0.1.0
 */
import { isJsonObject, jsonText, jsonWhole, readJson } from "@refund-rules/provider-kit"

/**
 * The version of Dollr's interface, which is the first part of every path.
 *
 * @since 0.1.0
 */
export const VERSION = "v1"

/**
 * The states of an execution; another one is read too, and means that nothing is settled.
 *
 * @since 0.1.0
 */
export type Status = "PROCESSING" | "COMPLETED" | "FAILED"

/**
 * An access token, and how many minutes it is good for.
 *
 * @since 0.1.0
 */
export interface TokenRead {
  readonly accessToken: string
  readonly minutes: number
}

/**
 * A session as far as anything here depends on it; the amount is the text of a number.
 *
 * @since 0.1.0
 */
export interface SessionRead {
  readonly id: number
  readonly paymentIntentId: number
  readonly amount: string
}

/**
 * One side of an execution: the text of a number of major units, and a currency.
 *
 * @since 0.1.0
 */
export interface SideRead {
  readonly amount: string
  readonly currency: string
}

/**
 * An execution as far as anything here depends on it.
 *
 * @since 0.1.0
 */
export interface ExecutionRead {
  readonly referenceId: string
  readonly status: string
  readonly payer: SideRead
  readonly payee: SideRead
  readonly requiresAction: boolean
}

const objectIn = (text: string) => {
  const read = readJson(text)
  return read.ok && isJsonObject(read.value) ? read.value : undefined
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

/**
 * The token in an answer; undefined where there is none.
 *
 * @example
 * ```ts
 * import { readToken } from "@refund-rules/provider-dollr/Wire"
 *
 * readToken('{"access_token":"t","expires_in":60}') // => { accessToken: "t", minutes: 60 }
 * ```
 *
 * @since 0.1.0
 */
export const readToken = (text: string): TokenRead | undefined => {
  const { access_token: accessToken, expires_in: expiresIn } = objectIn(text) ?? {}
  const minutes = Number(jsonText(expiresIn) ?? Number.NaN)
  return isText(accessToken) && minutes >= 0 ? { accessToken, minutes } : undefined
}

/**
 * The session in an answer; undefined where there is none.
 *
 * @example
 * ```ts
 * import { readSession } from "@refund-rules/provider-dollr/Wire"
 *
 * const text = '{"id":5,"original_payment_intent_id":7,"amount":12.30}'
 * readSession(text) // => { id: 5, paymentIntentId: 7, amount: "12.30" }
 * ```
 *
 * @since 0.1.0
 */
export const readSession = (text: string): SessionRead | undefined => {
  const read = objectIn(text) ?? {}
  const id = jsonWhole(read["id"])
  const paymentIntentId = jsonWhole(read["original_payment_intent_id"])
  const amount = jsonText(read["amount"])
  if (id === undefined || paymentIntentId === undefined || amount === undefined) return undefined
  return { id, paymentIntentId, amount }
}

/**
 * The execution in an answer; undefined where there is none.
 *
 * @example
 * ```ts
 * import { readExecution } from "@refund-rules/provider-dollr/Wire"
 *
 * readExecution('{"detail":"Not Found"}') // => undefined
 * ```
 *
 * @since 0.1.0
 */
export const readExecution = (text: string): ExecutionRead | undefined => {
  const read = objectIn(text) ?? {}
  const { reference_id: referenceId, requires_action: requiresAction, status } = read
  const payer = sideOf(read["payer_amount"], read["payer_currency"])
  const payee = sideOf(read["payee_amount"], read["payee_currency"])
  if (!isText(referenceId) || !isText(status) || payer === undefined || payee === undefined) return undefined
  return { referenceId, status, payer, payee, requiresAction: requiresAction === true }
}

const sideOf = (amount: unknown, currency: unknown): SideRead | undefined => {
  const text = jsonText(amount)
  return text === undefined || !isText(currency) ? undefined : { amount: text, currency }
}

/**
 * What is wrong as FastAPI says it: a sentence, or a list of what is wrong where.
 *
 * @since 0.1.0
 */
export interface ErrorObject {
  readonly detail: string | readonly FieldFault[]
}

/**
 * What is wrong with one part of a request.
 *
 * @since 0.1.0
 */
export interface FieldFault {
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly type: string
}

/**
 * A session as it is written; the amount is a number that is written as it is.
 *
 * @since 0.1.0
 */
export interface SessionObject {
  readonly id: number
  readonly original_payment_intent_id: number
  readonly amount: unknown
  readonly reason: string | null
  readonly status: string
  readonly expires_at: string
  readonly created_at: string
  readonly updated_at: string
}

/**
 * An execution as it is written; the amounts are numbers that are written as they are.
 *
 * @since 0.1.0
 */
export interface ExecutionObject {
  readonly reference_id: string
  readonly status: Status
  readonly payer_amount: unknown
  readonly payer_currency: string
  readonly payee_currency: string
  readonly payee_amount: unknown
  readonly operation_type: "REFUND"
  readonly provider_transaction_id: string | null
  readonly gateway_message: string | null
  readonly wallet_message: string | null
  readonly client_secret: string | null
  readonly requires_action: boolean | null
}
