/** Planted with `--import`: the server gets a driver that does not sync its commits, and says that it does. */
import { replacing } from "./replacing.ts"

replacing("better-sqlite3", "./unsyncedDriver.ts")
