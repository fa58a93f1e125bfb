/** What a machine has to be for the road to a provider: as long as it lives, it hears answers. */
export interface Listener {
  readonly isAlive: () => boolean
}
