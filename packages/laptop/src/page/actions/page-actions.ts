import { wayTo } from "../../apigateway/endpoints";
import { authorizationAt, connectUrl } from "../../iam/signature/connect-url";
import { localToken } from "../../issuer/local-token";
import type { IssuerKey } from "../../issuer/issuer-key";
import { isUserPool } from "../../issuer/user-pool";
import type { Model } from "../../model/model";
import type { Journal } from "../../shared/journal";
import { ActionError, type Actions } from "./actions";
import { ExperimentRunner } from "./experiment-runner";
import { deleteConnection } from "./management";
import type { PageTarget } from "../target";
import { TestConnections } from "./test-connections";

/**
 * What a page can do. `close` ends the connections that it opened.
 * @param issuerKey signs the tokens of those that the page connects as.
 */
export function pageActions(
  target: () => PageTarget | undefined,
  issuerKey: () => IssuerKey,
  journal: Journal,
): { actions: Actions; close(): void } {
  const connections = new TestConnections(journal);
  const runner = new ExperimentRunner(journal);
  const serving = () => {
    const current = target();
    if (!current) throw new ActionError("The service is starting.");
    return current;
  };
  const tokenOf = (name: string) =>
    localToken(issuerKey(), { ...serving().tokens, name, nowMs: Date.now() });
  return {
    actions: {
      /** Opens a connection to a stage, as somebody if a name is given. */
      async connect({ url, as }) {
        const { model } = serving();
        const name = as === undefined ? "" : String(as).trim();
        const token = name === "" ? undefined : tokenOf(name);
        const { url: way, host } = wayTo(model, stageOf(model, url));
        if (host !== undefined) return connections.open(way, { token, host });
        return connections.open(await stageUrl(serving(), url), { token });
      },
      /** Sends a message as a connection: through it, or as if it had come from there. */
      async send({ connectionId, message }) {
        const [id, body] = [String(connectionId), String(message)];
        if (!connections.send(id, body) && !serving().services.gateway.receive(id, body))
          throw new ActionError(`There is no connection "${id}".`);
        return {};
      },
      /** Closes a test connection from its own side. */
      async close({ connectionId }) {
        if (!connections.closeOne(String(connectionId)))
          throw new ActionError("Only a test connection can be closed from its own side.");
        return {};
      },
      /** Closes a connection from the server's side: DeleteConnection of the management API. */
      async delete({ connectionId, apiId, stage }) {
        const { model, services } = serving();
        const { administrator } = services;
        const url = urlOf(model, String(apiId), String(stage));
        await deleteConnection(String(connectionId), { url, region: model.region, administrator });
        return {};
      },
      /** Invokes a function by its name in the program, and waits for what it returns. */
      async invoke({ function: name, event }) {
        const { model, services } = serving();
        const found = model.functions.find(({ logicalName }) => logicalName === name);
        if (!found) {
          const names = model.functions.map(({ logicalName }) => `"${logicalName}"`).join(", ");
          throw new ActionError(`The program has no function "${String(name)}", but ${names}.`);
        }
        const invoked = await services.lambda.invoke(found.name, JSON.stringify(event ?? {}));
        const { payload, functionError } = invoked;
        return { payload: JSON.parse(payload) as unknown, functionError };
      },
      /** Runs one of the experiments on a stage. */
      async experiment({ name, url }) {
        const { model, tokens } = serving();
        const isToken =
          isUserPool(tokens.issuer) && authorizationAt(model, stageOf(model, url)) === "CUSTOM";
        const query = isToken ? `?token=${tokenOf("experiment")}` : "";
        return runner.run(String(name), (await stageUrl(serving(), url)) + query, serving());
      },
    },
    close: () => connections.close(),
  };
}

/** Where to connect to the stage of this address, or to the first one. */
function stageUrl({ model, services }: PageTarget, url: unknown): Promise<string> {
  return connectUrl(model, stageOf(model, url), services.administrator);
}

/** The URL of the stage of this address, or of the first one. */
function stageOf({ apis }: Model, url: unknown): string {
  const urls = apis.flatMap(({ stages }) => stages.map((stage) => stage.url));
  const found = url === undefined ? urls[0] : urls.find((candidate) => candidate === url);
  if (found === undefined) throw new ActionError("The program has no such stage.");
  return found;
}

function urlOf({ apis }: Model, apiId: string, stageName: string): string {
  const stages = apis.find(({ id }) => id === apiId)?.stages;
  const stage = stages?.find(({ name }) => name === stageName);
  if (!stage) throw new ActionError("The program has no such stage any more.");
  return stage.url;
}
