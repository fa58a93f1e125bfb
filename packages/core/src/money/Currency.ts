/** placeholder until the currencies land */
export type Currency = string & { readonly Currency: unique symbol }
export const isCurrency = (value: unknown): value is Currency => typeof value === "string" && /^[A-Z]{3}$/.test(value)
