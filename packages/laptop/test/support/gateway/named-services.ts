import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { serveLocalNames } from "../../../src/local-aws/names";
import type { LambdaFunction, Model } from "../../../src/model/model";
import { startServices, type Services } from "../../../src/services";
import { isAwsName } from "../../../src/shared/aws-names";
import { realClock, type Clock } from "../../../src/shared/clock";
import { keepDoor } from "../../../src/shared/door";
import type { LocalNames } from "../../../src/shared/tls/local-names";
import { openAuthority } from "../../../src/shared/tls/authority";
import { functionOf, modelOf } from "../models";
import { recordJournal, type Recorder } from "../recorder";
import { allow, roleOf } from "../roles";

export interface NamedServices extends Recorder {
  /** Of the gateway. */
  server: Server;
  services: Services;
  names: LocalNames;
  model: Model;
  /** Invokes the function "greeter". @returns its answer, parsed. */
  run(event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Services that answer under AWS's names, with one function, "greeter", which may scan and invoke. */
export async function startNamedServices(
  code: string,
  parts: Partial<LambdaFunction> = {},
  others: Partial<Model> = {},
  clock: Clock = realClock,
): Promise<NamedServices> {
  const server = createServer();
  const recorder = recordJournal(clock);
  const { journal } = recorder;
  const host = "127.0.0.1";
  const serves = (name: string) => isAwsName("execute-api", name);
  keepDoor(server, { service: "API Gateway", host, serves, journal });
  await once(server.listen(0, host), "listening");
  const names = await serveLocalNames(server, host, await openAuthority(join(__filename, "none")));
  const role = roleOf([allow("dynamodb:Scan"), allow("lambda:InvokeFunction")]);
  const own = { roleArn: role.arn, timeoutMs: 20_000, ...parts };
  const model = modelOf({ roles: [role], functions: [functionOf(code, own)], ...others });
  const services = await startServices(model, {
    programDirectory: __dirname,
    issuerKeyPath: join(__filename, "none"),
    server,
    names,
    isForPage: () => false,
    settled: () => undefined,
    clock,
    journal,
  });
  return {
    ...recorder,
    server,
    services,
    names,
    model,
    async run(event) {
      const { payload } = await services.lambda.invoke("greeter", JSON.stringify(event));
      return JSON.parse(payload) as unknown;
    },
    async close() {
      await services.close();
      await names.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
