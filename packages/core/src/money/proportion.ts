/** placeholder until money lands */
export const proportion = (part: number, amount: number, whole: number): number =>
  Number((2n * BigInt(part) * BigInt(amount) + BigInt(whole)) / (2n * BigInt(whole)))
