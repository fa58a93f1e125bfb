/** A planted fault: a new outcome was added and this switch has no opinion about it. */
export type Outcome = "Approve" | "Review" | "Refuse"

export const statusOf = (outcome: Outcome): number => {
  let status = 422
  switch (outcome) {
    case "Approve":
      status = 201
      break
    case "Review":
      status = 202
      break
  }
  return status
}
