import { stringify } from "node:querystring";
import { presign } from "../../iam/signature/sign";
import type { Runtime } from "../../runtime";
import { findRole, findStage } from "../find";
import type { ConnectOptions } from "../laptop";

/** Where to connect, and the headers: with a signature if one is asked for. */
export async function handshakeOf(options: ConnectOptions, runtime: Runtime) {
  const { model, internals, administrator } = runtime;
  const { stage, api, path, query = "", signedBy, headers = {} } = options;
  const { host, pathname } = new URL(findStage(model, stage, api).url);
  const search = typeof query === "string" ? query.replace(/^\?/, "") : stringify(query);
  const target = `${path ?? pathname}${search && `?${search}`}`;
  const url = `ws://${host}${target}`;
  if (signedBy === undefined) return { url, headers };
  const credentials =
    typeof signedBy === "object"
      ? signedBy
      : signedBy === "administrator"
        ? administrator
        : internals.credentialsOf(findRole(model, signedBy).arn);
  const origin = `ws://${headers.Host ?? headers.host ?? host}`;
  const scope = { region: model.region, nowMs: Date.now(), expiresSeconds: 300 };
  const signed = await presign(origin + target, credentials, scope);
  return { url: `ws://${host}${signed.slice(origin.length)}`, headers };
}
