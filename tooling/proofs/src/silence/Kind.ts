/** The kinds of provider whose answer never comes: what each calls a payment, and how a refund has to end there. */

/** One kind of provider. */
export interface Kind {
  readonly name: "keyed" | "keyless"
  readonly provider: string
  readonly referencesOf: (name: string) => Readonly<Record<string, string>>
  /** What the provider calls the payment. */
  readonly paymentOf: (name: string) => string
  readonly ends: "succeeded" | "unknown"
  readonly incidents: readonly string[]
}

/** One that knows keys and lists its refunds, and one that does neither: there only a person, or its own word, ends a doubt. */
export const kinds: readonly Kind[] = [
  {
    name: "keyed",
    provider: "stripe",
    referencesOf: (name) => ({ paymentIntent: `pi_${name}`, charge: `ch_${name}` }),
    paymentOf: (name) => `pi_${name}`,
    ends: "succeeded",
    incidents: [],
  },
  {
    name: "keyless",
    provider: "wooshpay",
    referencesOf: (name) => ({ paymentIntent: `pi_woosh_${name}` }),
    paymentOf: (name) => `pi_woosh_${name}`,
    ends: "unknown",
    incidents: ["unknown_outcome"],
  },
]
