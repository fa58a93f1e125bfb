/** What the parts of a proof pass on to each other. */
import type { Broken } from "@refund-rules/engine"
import type { Tables } from "../schema/Tables.ts"

/** A payment's whole row. */
export type PaymentRow = Tables["payment"]

/** Notes one thing that is broken. */
export type Note = (what: Broken["what"], detail: string) => void
