/** Every facade and the webhooks, each facade at the root of a listener of its own and under its name on the native one. */
import type { Facade } from "@refund-rules/provider-kit"
import { Context, Effect, Layer } from "effect"
import { secretsKeys } from "../gateways/secretsKey.ts"
import { type CannotListen, listen } from "../http/listen.ts"
import { newServer } from "../http/newServer.ts"
import { Traffic } from "../lifecycle/Traffic.ts"
import { providers } from "../providers.ts"
import type { Settings } from "../settings/table.ts"
import { CannotStart } from "../start/CannotStart.ts"
import { webhookDoorOf } from "../webhooks/webhookDoor.ts"
import { type FacadeDoor, facadeDoorOf } from "./facadeDoor.ts"

type FacadeSettings = Pick<
  Settings,
  | "bodyLimit"
  | "facades"
  | "facadeWaitMilliseconds"
  | "gateways"
  | "host"
  | "maxConnections"
  | "mode"
  | "databaseUrl"
  | "secretsKey"
>

/** Where the facades answer, and how the native listener hands over what is below their names. */
export class Facades extends Context.Service<
  Facades,
  {
    readonly urls: Readonly<Record<string, string>>
    /** The door of the facade, or of the webhooks, that a path belongs to. */
    readonly below: (path: string) => { readonly door: FacadeDoor; readonly prefix: string } | undefined
  }
>()("@refund-rules/server/facades/Facades") {
  static readonly layer = (settings: FacadeSettings) =>
    Layer.effect(
      Facades,
      Effect.gen(function* () {
        const traffic = yield* Traffic
        const webhooks = yield* webhookDoorOf(settings)
        const [tokenSecret] = secretsKeys(settings)
        const urls: Record<string, string> = {}
        const doors = new Map<string, FacadeDoor>()
        for (const { provider } of providers) {
          const { name } = provider
          const port = settings.facades.get(name)
          if (port === undefined) continue
          const facade: Facade = yield* provider.facade({
            waitMs: settings.facadeWaitMilliseconds,
            ...(tokenSecret === undefined ? {} : { tokenSecret }),
          })
          const door = yield* facadeDoorOf(facade, settings.bodyLimit)
          const server = newServer(
            settings.maxConnections,
            (request, response) => door(request, response, ""),
            () => facade.fail("not HTTP"),
          )
          traffic.watch(server)
          urls[name] = yield* Effect.mapError(listen(server, settings.host, port), (error) => notHere(name, error))
          doors.set(name, door)
        }
        return {
          urls,
          below: (path) => {
            if (path.startsWith("/webhooks/")) return { door: webhooks, prefix: "" }
            const name = /^\/([a-z]+)(?=[/?]|$)/.exec(path)?.[1]
            const door = name === undefined ? undefined : doors.get(name)
            return door === undefined ? undefined : { door, prefix: `/${name}` }
          },
        }
      }),
    )
}

/** The native port has a setting of its own: what is said of that would not help here. */
const notHere = (name: string, error: CannotListen): CannotListen | CannotStart => {
  const { code, host, port } = error
  if (code !== "EADDRINUSE" && code !== "EACCES") return error
  const why = code === "EACCES" ? "needs privileges this process does not have" : "is in use"
  return new CannotStart({
    message:
      `the facade \`${name}\` cannot listen on port ${port} of \`${host}\`: the port ${why}. Give it another in ` +
      `REFUND_RULES_FACADES, such as \`${name}=0\` for a free one, or set that to \`off\``,
  })
}
