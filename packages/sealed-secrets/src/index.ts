/**
 * Secrets of merchants as they are kept: sealed, each for its own place.
 *
 * @since 0.1.0
 */
export { openKept, type OpenedGateway, placeOf, secretsOf } from "./openKept.ts"
export { type Seal, sealOf } from "./seal.ts"
export {
  changedBy,
  noSecrets,
  type Secrets,
  type SecretsGiven,
  secretsIn,
  type Signing,
  signingAt,
  textOf,
} from "./Secrets.ts"
