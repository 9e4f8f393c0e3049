// Runs in a fresh process of the function's Node.js: loads one variant's file and sends it the first
// message. Plain JavaScript, because a compiler here would be measured too.
"use strict";

const { handler } = require(process.argv[2]);
const loadMs = performance.now();
const loadCpuMs = cpuMs();

const context = { awsRequestId: "cold-start", getRemainingTimeInMillis: () => 29000 };
const message = {
  requestContext: {
    routeKey: "$default",
    eventType: "MESSAGE",
    connectionId: "first",
    connectedAt: Date.now(),
  },
  body: "Hello",
};

async function main() {
  const { statusCode } = await handler(message, context);
  const allMs = performance.now();
  if (statusCode !== 200) throw new Error("The message failed.");
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
