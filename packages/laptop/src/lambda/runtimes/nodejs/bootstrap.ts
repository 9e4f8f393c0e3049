// Lambda's runtime for Node.js: loads the function's code in the Init phase, then handles one event at a
// time. It knows nothing of this laptop, and runs on AWS as the bootstrap of a custom runtime.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
import { RuntimeClient } from "./client/runtime-client";
import { runWithCallbacks } from "./with-callbacks";
import { runWithPromises } from "./with-promises";

/** The last version whose handlers may call back. */
const LAST_WITH_CALLBACKS = 22;

const { AWS_LAMBDA_RUNTIME_API = "", AWS_EXECUTION_ENV = "" } = process.env;
const version = Number(/nodejs(\d+)/.exec(AWS_EXECUTION_ENV)?.[1] ?? Infinity);
// No module of the function is the main one: on AWS an ES module is.
process.mainModule = undefined;

const client = new RuntimeClient(AWS_LAMBDA_RUNTIME_API);
void (version <= LAST_WITH_CALLBACKS ? runWithCallbacks(client) : runWithPromises(client));
