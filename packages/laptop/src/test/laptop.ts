import type { TokenOptions } from "../issuer/local-token";
import type { Credentials } from "../iam/access/credentials";
import type { JournalEntry } from "../shared/journal";
import type { Runtime, RuntimeOptions } from "../runtime";
import type { HandshakeOptions } from "./connection/handshake-refused";
import type { TestConnection, WaitOptions } from "./connection/test-connection";
import type { DelayOptions, FailOptions, Fault } from "./faults/faults";
import type { EntryFields } from "./recording";
import type { TestQueue } from "./queue";
import type { TestTable } from "./table/table";
import type { Duration } from "./time/duration";
import type { Usage } from "./usage";

type Passed = "allowOrigins" | "policyPacks" | "layers" | "without" | "requestsPerSecond";

export interface LaptopOptions extends Pick<RuntimeOptions, Passed> {
  /** The folder of the Pulumi program; the working directory if not given. */
  program?: string;
  /** `dev` if not given. */
  stack?: string;
  /** Configuration that overrides the stack's. */
  config?: Record<string, string>;
  /** Moved by the test if not given; `real` lets the limits of AWS pass in real time. */
  clock?: "manual" | "real";
}

export interface ConnectOptions extends HandshakeOptions {
  /** The name of the stage; the only one if not given. */
  stage?: string;
  /** The name of the API in the program, if stages of several have the same name. */
  api?: string;
  /** The path instead of the stage's, as for a custom domain that is named in the header `Host`. */
  path?: string;
  query?: string | Record<string, string | string[]>;
  /**
   * Presents a token of this name, as a browser does: as a subprotocol. It is signed in place of the Cognito user
   * pool that the program's configuration `issuer` names, for its `audience`.
   */
  as?: string | Pick<TokenOptions, "name" | "claims" | "expiresMs">;
  /** Signs the handshake: with every permission, with those of a role of this name, or with credentials. */
  signedBy?: "administrator" | (string & {}) | Omit<Credentials, "roleArn">;
}

export interface RequestOptions {
  /** `GET`, or `POST` with a body, if not given. */
  method?: string;
  headers?: Record<string, string | string[]>;
  /** Text or bytes as they are; anything else as JSON, with its content type. */
  body?: unknown;
  query?: string | Record<string, string | string[]>;
  /** The name of the stage; the only one if not given. */
  stage?: string;
  /** The name of the API in the program, if there are several. */
  api?: string;
  /** Presents a token of this name in the header `Authorization`, as `connect` does as a subprotocol. */
  as?: ConnectOptions["as"];
}

/** The time of the gateway's, Lambda's and DynamoDB's limits. The functions' own time is this machine's. */
export interface LaptopClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time pass: whatever falls due on the way happens. `settled` waits for what follows from it. */
  advance(duration: Duration): void;
  /** Calls back once, when so much of it has passed: for a client that takes a clock. */
  after(duration: Duration, callback: () => void): { cancel(): void };
}

/** An execution environment that has not ended. */
export interface TestEnvironment {
  /** For example `events#1`, as in the journal. */
  readonly id: string;
  readonly state: "init" | "busy" | "idle" | "ended";
}

/** A Pulumi program that runs on this machine for a test. */
export interface Laptop {
  readonly clock: LaptopClock;
  /** What runs: the program's model, and where the services answer. Another one after a restart. */
  readonly runtime: Runtime;

  /** Connects to a stage. @throws HandshakeRefused */
  connect(options?: ConnectOptions): Promise<TestConnection>;
  /**
   * Sends a request to a stage of an HTTP API.
   * @param path below the stage: `/orders`. With a header `Host` that names a custom domain, the whole path.
   */
  http(path: string, options?: RequestOptions): Promise<Response>;
  /** Cuts a connection without a word, as a phone does that loses its network. */
  cut(connection: TestConnection): void;

  /**
   * Invokes a function and waits for its response.
   * @param functionName its name in the program, or in AWS.
   * @returns what it returned.
   * @throws FunctionFailed
   */
  invoke(functionName: string, event?: unknown): Promise<unknown>;
  /** The execution environments that have not ended, the oldest first; of one function if its name is given. */
  environments(functionName?: string): TestEnvironment[];
  /** Kills the process of an environment, whatever it does. */
  kill(environment: TestEnvironment | undefined): void;
  /** @param name of the table in the program, or in DynamoDB. */
  table(name: string): TestTable;
  /** @param name of the queue in the program, or in SQS. */
  queue(name: string): TestQueue;

  /**
   * Makes calls of functions fail where they arrive at a service, with AWS's status and text.
   * @param action the IAM action: `dynamodb:PutItem`, `dynamodb:*`, `execute-api:ManageConnections` or
   *   `lambda:InvokeFunction`. Calls of the test itself do not fail.
   */
  fail(action: string, options?: FailOptions): Fault;
  /** Makes calls of functions take longer, on the laptop's clock. */
  delay(action: string, duration: Duration, options?: DelayOptions): Fault;

  /** The entries of the journal so far, with these fields: docs/journal.md lists them. */
  entries(fields?: EntryFields): JournalEntry[];
  /** The next entry of the journal with these fields, from now on. */
  until(fields: EntryFields, options?: WaitOptions): Promise<JournalEntry>;
  /**
   * Settles when nothing more happens until the test does something or moves the clock. A call that `delay` holds
   * back does not keep it waiting; a function's own timer does, in real time.
   */
  settled(options?: WaitOptions): Promise<void>;
  /** Which permissions of the roles were used so far. */
  usage(): Usage;

  /**
   * Starts the services again, on the same port: every connection is cut and every execution environment ends, without
   * a word to either. Tables keep their items and queues their messages. What was on its way to a function is lost.
   * @throws UserError if the program has changed and does not let them start. Then they stay closed.
   */
  restart(): Promise<void>;
  /** Ends everything. Settles when no process, port, file or timer is left. */
  close(): Promise<void>;
}

/** A function that ended with an error, or could not be invoked. */
export class FunctionFailed extends Error {
  constructor(
    message: string,
    /** The name of the error, for example `TypeError`. */
    readonly errorType: string,
    /** What the function returned instead of a result, parsed. */
    readonly payload: unknown,
  ) {
    super(message);
    this.name = "FunctionFailed";
  }
}
