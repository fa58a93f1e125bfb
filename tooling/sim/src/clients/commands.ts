/** Everything that people, shops, banks and machines do to a service, one command at a time, by chance. */
import { weighted } from "../world/Chance.ts"
import { move, trespass } from "./moves.ts"
import { dispute, endDispute, refundOutside, toMachines } from "./outside.ts"
import { newcomer, quote, register, request, requestOther } from "./requests.ts"
import { openSession, useSession } from "./sessions.ts"
import { closeIncident } from "./incidents.ts"
import { type Town, withOne } from "./Town.ts"

/** How often each is said, of 100 or so. */
export const weights = {
  register: 10,
  "register again": 2,
  request: 34,
  "request again": 10,
  "request other": 2,
  quote: 2,
  approve: 6,
  reject: 5,
  cancel: 4,
  "open session": 8,
  "execute session": 5,
  "cancel session": 5,
  "look at session": 4,
  "look at refund": 4,
  metadata: 2,
  dispute: 3,
  "end dispute": 2,
  "refund outside": 3,
  resolve: 5,
  "close incident": 4,
  trespass: 1,
  "step clock": 3,
  "kill instance": 3,
  "stop instance": 2,
  "idle for long": 3,
} as const

const roll = weighted(weights)

/** What each command does. */
const said: Readonly<Record<keyof typeof weights, (town: Town) => void>> = {
  register: newcomer,
  "register again": (town) => withOne(town, town.shop.payments, (payment) => register(town, payment)),
  request,
  "request again": (town) => withOne(town, town.shop.wishes, (wish) => void town.asking.wish(wish)),
  "request other": requestOther,
  quote,
  approve: (town) => move(town, "approve"),
  reject: (town) => move(town, "reject"),
  cancel: (town) => move(town, "cancel"),
  "open session": openSession,
  "execute session": (town) => useSession(town, "execute session"),
  "cancel session": (town) => useSession(town, "cancel session"),
  "look at session": (town) => useSession(town, "look at session"),
  "look at refund": (town) => move(town, "look at refund"),
  metadata: (town) => move(town, "metadata"),
  dispute,
  "end dispute": endDispute,
  "refund outside": refundOutside,
  resolve: (town) => move(town, "resolve"),
  "close incident": closeIncident,
  trespass,
  "step clock": (town) => toMachines(town, "step clock"),
  "kill instance": (town) => toMachines(town, "kill instance"),
  "stop instance": (town) => toMachines(town, "stop instance"),
  "idle for long": (town) => toMachines(town, "idle for long"),
}

/** Says one command. */
export const command = (town: Town): void => {
  const { chance, timeline, trace } = town.world
  const what = roll(chance)
  trace.step(timeline.now(), "command", what)
  trace.count("command", what)
  said[what](town)
}
