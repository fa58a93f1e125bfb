/**
 * Dollr in both directions.
 *
 * @since 0.1.0
 */
export { dollrFacade } from "./Facade.ts"
export { dollrGateway, type DollrSettings } from "./Gateway.ts"
export { dollr } from "./Provider.ts"
