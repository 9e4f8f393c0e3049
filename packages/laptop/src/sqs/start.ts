import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { unrestricted, type AccessControl } from "../iam/access/access";
import type { Model } from "../model/model";
import { isAwsName } from "../shared/aws-names";
import type { Clock } from "../shared/clock";
import { keepDoor } from "../shared/door";
import { LOCAL } from "../shared/exposure";
import type { Journal } from "../shared/journal";
import { addressOf, closeServer, listen } from "../shared/listen";
import { Stores } from "../shared/stores";
import { answerSqs } from "./front";
import { Queues } from "./queues";

export interface Sqs {
  /** For the AWS SDK: http://127.0.0.1:PORT. Other machines cannot reach it. */
  endpoint: string;
  queues: Queues;
  /** Answers a request that came another way. */
  serve(request: IncomingMessage, response: ServerResponse): void;
  /** Takes over a changed program. Queues that stay keep their messages. */
  update(model: Model): void;
  close(): Promise<void>;
}

export interface SqsDeps {
  access?: AccessControl;
  /** Has the queues and their messages if SQS starts again. */
  stores?: Stores;
  clock: Clock;
  journal: Journal;
}

/**
 * SQS, in memory. None of the implementations that were looked at could be used: fauxqs (MIT) keeps time by the
 * machine's clock, verifies no signatures and needs Node.js 22.5; ElasticMQ runs on the JVM, GoAWS is in Go, Moto and
 * LocalStack are in Python.
 */
export async function startSqs(initial: Model, deps: SqsDeps): Promise<Sqs> {
  const { access = unrestricted, stores = new Stores(), clock, journal } = deps;
  const queues = stores.keep("queues", () => new Queues({ queues: [] }, deps));
  queues.update(initial);
  let model = initial;
  const front = { model: () => model, queues, access, clock, journal };
  const server = createServer((request, response) => {
    answerSqs(request, response, front).catch(() => response.destroy());
  });
  const serves = (name: string) => isAwsName("sqs", name);
  keepDoor(server, { service: "SQS", host: LOCAL.host, serves, journal });
  await listen(server, LOCAL.host, 0);
  return {
    endpoint: `http://${addressOf(server)}`,
    queues,
    serve: (request, response) => server.emit("request", request, response),
    update(changed) {
      model = changed;
      queues.update(changed);
    },
    async close() {
      queues.close();
      await closeServer(server);
    },
  };
}
