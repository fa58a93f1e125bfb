/** Pier in both directions. */
export { pierGateway } from "./Gateway.ts"
export { pier } from "./Provider.ts"
