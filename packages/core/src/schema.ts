/**
 * The door for Effect users: every input and answer of the core as a Schema, made of the very shapes its parsers read.
 * As strict as those parsers whatever the parse options are, and exportable as JSON Schema.
 *
 * @since 0.1.0
 */
import type { Schema } from "effect"
import { ask } from "./ledger/Ask.ts"
import type { Ask as AskType } from "./ledger/Ask.ts"
import type { Balance as BalanceType } from "./ledger/balance.ts"
import { terms } from "./ledger/Terms.ts"
import type { Terms as TermsType } from "./ledger/Terms.ts"
import { paymentInput, type PaymentInput as PaymentInputType } from "./payment/Payment.ts"
import { policy, policyAtAddress, type Policy as PolicyType } from "./policy/Policy.ts"
import { capabilities, type Capabilities as CapabilitiesType } from "./quote/Capabilities.ts"
import type { Quote as QuoteType } from "./quote/quote.ts"
import { command, type Command as CommandType } from "./refund/Command.ts"
import type { Given } from "./refund/handle.ts"
import { caseInput } from "./refund/parseCase.ts"
import { balance, quote } from "./schema/outputs.ts"
import { schemaOf } from "./schema/schemaOf.ts"
import type { TypeOf } from "./shape/Shape.ts"

type SchemaOf<A> = Schema.Codec<A, Given<A>>

/**
 * A payment as it is registered; `parsePayment` freezes its lines.
 *
 * @example
 * ```ts
 * import { PaymentInput } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * const json = { provider: "sandbox", references: {}, currency: "EUR", captured: 1999, capturedAt: "2026-01-31T13:00:00+01:00" }
 * Schema.decodeUnknownSync(PaymentInput)(json).capturedAt // => "2026-01-31T12:00:00.000Z"
 * ```
 *
 * @since 0.1.0
 */
export const PaymentInput: SchemaOf<PaymentInputType> = schemaOf(paymentInput, "PaymentInput")

/**
 * What somebody wants back.
 *
 * @example
 * ```ts
 * import { Ask } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Schema.decodeUnknownExit(Ask)({ amount: 1, amont: 2 })._tag // => "Failure"
 * ```
 *
 * @since 0.1.0
 */
export const Ask: SchemaOf<AskType> = schemaOf(ask, "Ask")

/**
 * The terms a refund is priced under.
 *
 * @example
 * ```ts
 * import { Terms } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Schema.decodeUnknownSync(Terms)({ shipping: "never" }) // => { shipping: "never" }
 * ```
 *
 * @since 0.1.0
 */
export const Terms: SchemaOf<TermsType> = schemaOf(terms, "Terms")

/**
 * A policy as JSON holds it; `parsePolicy` also checks its currencies, its time zones and its expressions.
 *
 * @example
 * ```ts
 * import { PolicyInput } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Schema.is(PolicyInput)({ id: "default", bindAt: "request", rules: [], terms: {} }) // => true
 * ```
 *
 * @since 0.1.0
 */
export const PolicyInput: SchemaOf<PolicyType> = schemaOf(policy, "PolicyInput")

/**
 * A policy that is published at an address, such as `/v1/policies/default`: the address is its id, and it need not say so.
 *
 * @example
 * ```ts
 * import { PublishedPolicy } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Schema.is(PublishedPolicy)({ bindAt: "request", rules: [], terms: {} }) // => true
 * ```
 *
 * @since 0.1.0
 */
export const PublishedPolicy: SchemaOf<TypeOf<typeof policyAtAddress>> = schemaOf(policyAtAddress, "PublishedPolicy")

/**
 * What a provider declares it can carry.
 *
 * @example
 * ```ts
 * import { Capabilities } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Schema.decodeUnknownSync(Capabilities)({ partial: false }) // => { partial: false }
 * ```
 *
 * @since 0.1.0
 */
export const Capabilities: SchemaOf<CapabilitiesType> = schemaOf(capabilities, "Capabilities")

/**
 * One thing asked of a ledger.
 *
 * @example
 * ```ts
 * import { Command } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * const json = { _tag: "Submit", refundId: "r1", at: "2026-01-31T12:00:00Z" }
 * Schema.decodeUnknownSync(Command)(json).at // => "2026-01-31T12:00:00.000Z"
 * ```
 *
 * @since 0.1.0
 */
export const Command: SchemaOf<CommandType> = schemaOf(command, "Command")

/**
 * The facts of a decision as JSON holds them; `parseCase` replays the history.
 *
 * @example
 * ```ts
 * import { CaseInput } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Object.keys(Schema.toJsonSchemaDocument(CaseInput).definitions).includes("CaseInput") // => true
 * ```
 *
 * @since 0.1.0
 */
export const CaseInput: SchemaOf<TypeOf<typeof caseInput>> = schemaOf(caseInput, "CaseInput")

/**
 * What would be paid back, per line and component.
 *
 * @example
 * ```ts
 * import { Quote } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Schema.is(Quote)({ total: 0, retained: 0, currency: "EUR", lines: [] }) // => true
 * ```
 *
 * @since 0.1.0
 */
export const Quote: SchemaOf<QuoteType> = schemaOf(quote, "Quote")

/**
 * Where a payment's money stands.
 *
 * @example
 * ```ts
 * import { Balance } from "@refund-rules/core/schema"
 * import { Schema } from "effect"
 *
 * Schema.is(Balance)({}) // => false
 * ```
 *
 * @since 0.1.0
 */
export const Balance: SchemaOf<BalanceType> = schemaOf(balance, "Balance")
