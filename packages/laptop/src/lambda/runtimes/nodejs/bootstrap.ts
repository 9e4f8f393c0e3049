// Lambda's runtime for Node.js: loads the function's code in the Init phase, then handles one event at a
// time. It knows nothing of this laptop, and runs on AWS as the bootstrap of a custom runtime.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html
import { RuntimeClient } from "./client/runtime-client";
import { hasCallbacks } from "./version";
import { runWithCallbacks } from "./with-callbacks";
import { runWithPromises } from "./with-promises";

const { AWS_LAMBDA_RUNTIME_API = "" } = process.env;
// No module of the function is the main one: on AWS an ES module is.
process.mainModule = undefined;

const client = new RuntimeClient(AWS_LAMBDA_RUNTIME_API);
void (hasCallbacks ? runWithCallbacks(client) : runWithPromises(client));
