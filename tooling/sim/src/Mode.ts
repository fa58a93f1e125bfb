/** How a life goes: in `safety` things go wrong to the end; in `liveness` they stop, and everything must come to its end. */
export type Mode = "liveness" | "safety"
