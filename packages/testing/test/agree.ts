/** Says one history to the core and to the oracle, and tells the first step at which their answers part. */
import { balance, evolve, handle, openLedger, parsePayment, type Ledger } from "@refund-rules/core"
import { draft, type Intent } from "../src/arbitraries/commands.ts"
import type { Spread } from "../src/arbitraries/spread.ts"
import type { Book, Take } from "../src/oracle/Book.ts"
import type { Command, PaymentInput } from "../src/oracle/Command.ts"
import { openBook } from "../src/oracle/freeze.ts"
import { judge } from "../src/oracle/judge.ts"
import { balanceOf, takeOf, type TakeReport } from "../src/oracle/report.ts"

type CoreCommand = Parameters<typeof handle>[1]
type CorePayment = Parameters<typeof openLedger>[0]
type CoreClaim = Ledger["refunds"][number]["claim"]

type CoreEvent = Parameters<typeof evolve>[1]

export interface Parting {
  readonly commands: readonly Command[]
  readonly what: string
  readonly core: unknown
  readonly oracle: unknown
}

interface Opened {
  readonly ledger: Ledger
  readonly book: Book
}

const memory = new WeakMap<PaymentInput, Opened>()

/** Both, before anything was said; a payment is registered once for all its histories. */
const openedOf = (payment: PaymentInput): Opened => {
  const known = memory.get(payment)
  if (known !== undefined) return known
  const opened = { ledger: openLedger(registered(payment)), book: openBook(payment) }
  memory.set(payment, opened)
  return opened
}

const registered = (payment: PaymentInput): CorePayment => {
  const parsed = parsePayment(payment)
  if (!parsed.ok) throw new Error(`a drafted payment was refused: ${JSON.stringify(parsed.faults)}`)
  return parsed.value
}

/** Undefined where both agree at every step, else where and how they part. */
export const firstParting = (
  payment: PaymentInput,
  intents: readonly Intent[],
  spread: Spread,
): Parting | undefined => {
  const opened = openedOf(payment)
  let { book, ledger } = opened
  const events: CoreEvent[] = []
  const commands: Command[] = []
  const parting = (what: string, core: unknown, oracle: unknown): Parting => ({ commands, what, core, oracle })
  const apart = stateParting(ledger, book)
  if (apart !== undefined) return parting(...apart)
  for (const intent of intents) {
    const command = draft(book, commands, intent)
    commands.push(command)
    const answer = handle(ledger, command as unknown as CoreCommand)
    const verdict = judge(book, command)
    if ("refused" in verdict) {
      spread.count(`refused ${command._tag} ${verdict.refused}`)
      if (answer.ok) return parting("acceptance", answer.value, verdict)
      if (answer.faults[0]!.code !== verdict.refused) return parting("refusal", answer.faults, verdict)
      continue
    }
    if (!answer.ok) return parting("acceptance", answer.faults, nowOf(verdict))
    spread.count(verdict === book ? `nothing ${command._tag}` : `accepted ${command._tag}`)
    if ((answer.value.length === 0) !== (verdict === book))
      return parting("effect", answer.value, verdict === book ? "nothing" : "something")
    if (verdict === book) continue
    ledger = answer.value.reduce(evolve, ledger)
    events.push(...answer.value)
    book = verdict
    const differs = stateParting(ledger, book)
    if (differs !== undefined) return parting(...differs)
  }
  for (const { status } of book.refunds) spread.count(`reached ${status}`)
  const replayed = throughText(events).reduce(evolve, opened.ledger)
  if (!isSame(replayed, ledger)) return parting("replay", ledger, replayed)
  return undefined
}

/** Events as a store keeps them: through text. */
const throughText = <A>(events: A): A => JSON.parse(JSON.stringify(events)) as A

const stateParting = (ledger: Ledger, book: Book): [string, unknown, unknown] | undefined => {
  const [core, oracle] = [balance(ledger), balanceOf(book)]
  if (!isSame(core, oracle)) return ["balance", core, oracle]
  if (ledger.payment.status !== book.payment.status || !isSame(linesOfCore(ledger), linesOfBook(book)))
    return ["payment", linesOfCore(ledger), linesOfBook(book)]
  if (areLivesSame(ledger, book)) return undefined
  return ["claims", livesOfCore(ledger), livesOfBook(book)]
}

type CoreLife = { readonly id: string; readonly status: string; readonly claim: CoreClaim; readonly metadata?: unknown }
type BookLife = { readonly id: string; readonly status: string; readonly take: Take; readonly metadata?: unknown }

const areLivesSame = (ledger: Ledger, book: Book): boolean => {
  const same = (core: readonly CoreLife[], oracle: readonly BookLife[]): boolean =>
    core.length === oracle.length && core.every((life, index) => isLifeSame(ledger, book, life, oracle[index]!))
  return (
    same(ledger.refunds, book.refunds) && same(ledger.sessions, book.sessions) && same(ledger.disputes, book.disputes)
  )
}

/** What balances do not tell of lines. */
const linesOfCore = ({ payment }: Ledger) => payment.lines.map(({ id, kind, tags }) => ({ id, kind, tags }))
const linesOfBook = ({ payment }: Book) => payment.lines.map(({ id, kind, tags }) => ({ id, kind, tags }))

/** Claims never change once made, so a pair that agreed is not looked at again; growth makes new takes. */
const agreed = new WeakMap<CoreClaim, Take>()

const isLifeSame = (ledger: Ledger, book: Book, core: CoreLife, oracle: BookLife): boolean => {
  if (core.id !== oracle.id || core.status !== oracle.status || !isSame(core.metadata, oracle.metadata)) return false
  if (agreed.get(core.claim) === oracle.take) return true
  if (!isSame(takeOfCore(ledger, core.claim), takeOf(book, oracle.take))) return false
  agreed.set(core.claim, oracle.take)
  return true
}

const nowOf = (book: Book) => ({ balance: balanceOf(book), claims: livesOfBook(book) })

const livesOfBook = (book: Book) =>
  [...book.refunds, ...book.sessions, ...book.disputes].map(({ id, status, take }) => ({
    id,
    status,
    ...takeOf(book, take),
  }))

const livesOfCore = (ledger: Ledger) =>
  [...ledger.refunds, ...ledger.sessions, ...ledger.disputes].map(({ claim, id, status }) => ({
    id,
    status,
    ...takeOfCore(ledger, claim),
  }))

/** A claim of the core over every line of the payment, lines it does not name as nothing. */
const takeOfCore = ({ payment }: Ledger, claim: CoreClaim): TakeReport => ({
  paid: claim.paid,
  retained: claim.retained,
  lines: payment.lines.map((line) => {
    const own = claim.lines.find(({ id }) => id === line.id)
    const taxes = (shares: readonly { readonly id: string; readonly amount: number }[] | undefined) =>
      line.taxes.map(({ id }) => shares?.find((tax) => tax.id === id)?.amount ?? 0)
    return {
      id: line.id,
      net: own?.net ?? 0,
      taxes: taxes(own?.taxes),
      retainedNet: own?.retainedOf?.net ?? 0,
      retainedTaxes: taxes(own?.retainedOf?.taxes),
      amount: own?.amount ?? 0,
      retained: own?.retained ?? 0,
      units: own?.units ?? 0,
    }
  }),
  fee: claim.applicationFee?.share ?? 0,
  feeReturned: claim.applicationFee?.returned ?? false,
  transfer: claim.transfer?.share ?? 0,
  transferReversed: claim.transfer?.reversed ?? false,
})

/** Plain data with the same fields and values. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return !Object.is(a, -0) && !Object.is(b, -0)
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  let fields = 0
  for (const name in a) {
    if (!isSame(a[name as keyof typeof a], b[name as keyof typeof b])) return false
    fields += a[name as keyof typeof a] === undefined ? 0 : 1
  }
  for (const name in b) fields -= b[name as keyof typeof b] === undefined ? 0 : 1
  return fields === 0
}
