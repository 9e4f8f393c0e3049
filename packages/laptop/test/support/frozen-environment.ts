import { startTestLambda } from "./lambda";

/** A service of its own with one frozen environment. Prints the ID of its process. */
async function main(): Promise<void> {
  const lambda = await startTestLambda(`exports.handler = async () => process.pid;`);
  console.log((await lambda.invoke()).payload);
  setInterval(() => undefined, 1000);
}

void main();
