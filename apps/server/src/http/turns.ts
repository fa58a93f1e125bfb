/** Shares the event loop out, however much is asked: each turn begins work for some milliseconds only, and the rest waits in order. */

type Work = () => void

// One connection is accepted each turn, and whatever waits for a commit or a timer goes on once a turn.
const TURN_MILLISECONDS = 25
// A turn that answers two hundred takes long, and two hundred who come at once take two hundred turns.
const WHILE_SOMEBODY_COMES = 1

// There is one event loop, however many listeners.
const [light, heavy]: [Work[], Work[]] = [[], []]
let [isOpen, isComing, endsAt] = [false, false, 0]

/** Whether this turn has time left, and nobody waits for it. */
export const hasTime = (): boolean => {
  if (!isOpen) open()
  return light.length === 0 && performance.now() < endsAt
}

/** Begins it in one of the next turns. */
export const later = (work: Work): void => {
  light.push(work)
  if (!isOpen) open()
}

/** Begins what may take milliseconds by itself: one of them each turn, or more where they are short, after everything else. */
export const heavily = (work: Work): void => {
  heavy.push(work)
  if (!isOpen) open()
}

/** Somebody came in, and perhaps more behind: turns are short until nobody does. */
export const comesIn = (): void => {
  isComing = true
  if (isOpen) endsAt = Math.min(endsAt, performance.now() + WHILE_SOMEBODY_COMES)
  else open()
}

const open = (): void => {
  isOpen = true
  endsAt = performance.now() + (isComing ? WHILE_SOMEBODY_COMES : TURN_MILLISECONDS)
  isComing = false
  setImmediate(turn)
}

const turn = (): void => {
  isOpen = false
  if (light.length === 0 && heavy.length === 0 && !isComing) return
  open()
  nextLight()
}

// What is begun goes on in the ticks that follow: that is part of how long it takes.
const nextLight = (): void => {
  const work = light.shift()
  if (work === undefined) return nextHeavy()
  work()
  process.nextTick(performance.now() < endsAt ? nextLight : nextHeavy)
}

const nextHeavy = (): void => {
  const work = heavy.shift()
  if (work === undefined) return
  work()
  if (heavy.length > 0 && performance.now() < endsAt) process.nextTick(nextHeavy)
}
