/** The facades there are, by the names that settings and the ready line know them by. */

export const facadeNames = ["stripe"] as const

/** One of them. */
export type FacadeName = (typeof facadeNames)[number]
