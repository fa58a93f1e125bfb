/** The ports of a desk, all over one runner. */
import { Keyring, LedgerStore, PolicyBook, Records } from "@refund-rules/engine"
import { Context, Effect } from "effect"
import { keyring } from "./keyring.ts"
import { ledgerStore } from "./ledgerStore.ts"
import { policyBook } from "./policyBook.ts"
import { type Shelf, shelfOf } from "./programs/Shelf.ts"
import { records } from "./reading/records.ts"
import type { Runner } from "./Runner.ts"
import { type Health, StoreHealth } from "./StoreHealth.ts"

/**
 * The ports, for a driver to hand out as a layer.
 *
 * @since 0.1.0
 */
export const storeContext = (
  runner: Runner,
): Context.Context<Keyring | LedgerStore | PolicyBook | Records | StoreHealth> => {
  const shelf = shelfOf(runner)
  return Context.make(LedgerStore, ledgerStore(runner, shelf)).pipe(
    Context.add(Records, records(runner, shelf)),
    Context.add(PolicyBook, policyBook(runner, shelf)),
    Context.add(Keyring, keyring(runner, shelf)),
    Context.add(StoreHealth, { check: healthOf(runner, shelf) }),
  )
}

/** A store whose last commit failed is well again once one that changes nothing succeeds. */
const healthOf = ({ state, write }: Runner, { statements }: Shelf): Effect.Effect<Health> =>
  Effect.suspend(() =>
    state()._tag === "Unavailable"
      ? Effect.map(Effect.exit(write(() => statements.event.probe({}))), state)
      : Effect.succeed(state()),
  )
