import { compareHalf } from "./compare.ts"

compareHalf(0)
