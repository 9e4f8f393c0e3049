import { connectUrl } from "../../iam/signature/connect-url";
import type { Journal } from "../../shared/journal";
import { ActionError, type Actions } from "./actions";
import { ExperimentRunner } from "./experiment-runner";
import { deleteConnection } from "./management";
import type { PageTarget } from "../target";
import { TestConnections } from "./test-connections";

/** What a page can do, and how to end what it has begun. */
export function pageActions(
  target: PageTarget,
  journal: Journal,
): { actions: Actions; close(): void } {
  const connections = new TestConnections(journal);
  const experiments = new ExperimentRunner(journal);
  return {
    actions: {
      /** Opens a connection to a stage. */
      connect: async ({ url }) => connections.open(await stageUrl(target, url)),
      /** Sends a message as a connection: through it, or as if it had come from there. */
      async send({ connectionId, message }) {
        const [id, body] = [String(connectionId), String(message)];
        if (!connections.send(id, body) && !running(target).gateway.receive(id, body))
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
        const { administrator } = running(target);
        const { region } = target.model!;
        const url = urlOf(target, String(apiId), String(stage));
        await deleteConnection(String(connectionId), { url, region, administrator });
        return {};
      },
      /** Runs one of the experiments on a stage. */
      experiment: async ({ name, url }) =>
        experiments.run(String(name), await stageUrl(target, url), running(target)),
    },
    close: () => connections.close(),
  };
}

function running({ services }: PageTarget): NonNullable<PageTarget["services"]> {
  if (!services) throw new ActionError("The service is starting.");
  return services;
}

/** Where to connect to the stage of this address, or to the first one. */
async function stageUrl({ model }: PageTarget, url: unknown): Promise<string> {
  const urls = model?.apis.flatMap(({ stages }) => stages.map((stage) => stage.url)) ?? [];
  const found = url === undefined ? urls[0] : urls.find((candidate) => candidate === url);
  if (!model || found === undefined) throw new ActionError("The program has no such stage.");
  return connectUrl(model, found);
}

function urlOf({ model }: PageTarget, apiId: string, stageName: string): string {
  const stages = model!.apis.find(({ id }) => id === apiId)?.stages;
  const stage = stages?.find(({ name }) => name === stageName);
  if (!stage) throw new ActionError("The program has no such stage any more.");
  return stage.url;
}
