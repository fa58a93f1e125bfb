/** What tests of stores share, whatever the database: what they are written with, and stores as their laws want them. */
export { ending, paymentOf, run, shop } from "./given.ts"
export { openLayer } from "./openLayer.ts"
export { bookUnderTest, storeUnderTest } from "./storeUnderTest.ts"
