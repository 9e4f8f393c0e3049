// Runs in a fresh process of the function's Node.js: loads one variant's file and sends it the first
// events. Plain JavaScript, because a compiler here would be measured too.
"use strict";

const { handler } = require(process.argv[2]);
const loadMs = performance.now();
const loadCpuMs = cpuMs();

const context = { awsRequestId: "cold-start", getRemainingTimeInMillis: () => 29000 };
const event = (routeKey, eventType, body) => ({
  requestContext: { routeKey, eventType, connectionId: "first", connectedAt: Date.now() },
  body,
});

async function main() {
  const answers = [
    await handler(event("$connect", "CONNECT"), context),
    await handler(event("$default", "MESSAGE", "Hello"), context),
  ];
  const allMs = performance.now();
  if (answers.some(({ statusCode }) => statusCode !== 200)) throw new Error("An event failed.");
  const figures = {
    loadMs,
    loadCpuMs,
    allMs,
    allCpuMs: cpuMs(),
    rssBytes: process.memoryUsage().rss,
  };
  // The handler writes lines of its own.
  process.stdout.write(`\n${JSON.stringify(figures)}\n`, () => process.exit());
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

void main();
