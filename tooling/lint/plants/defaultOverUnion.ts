/** A planted fault: the default would swallow the next outcome somebody adds. */
export type Outcome = "Approve" | "Review" | "Refuse"

export const statusOf = (outcome: Outcome): number => {
  switch (outcome) {
    case "Approve":
      return 201
    case "Review":
      return 202
    default:
      return 422
  }
}
