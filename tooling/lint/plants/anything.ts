/** A planted fault: a value nobody has parsed is trusted. */
export const amountOf = (body: any): number => Number(body)
