import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Variant } from "./variants";

/** What one fresh process measures. Milliseconds count from the start of the process. */
export interface Figures {
  /** When the handler was loaded and its clients were constructed. */
  loadMs: number;
  /** What the processor spent until then, in all threads. */
  loadCpuMs: number;
  /** When the first write and the first two posts were answered as well. */
  allMs: number;
  allCpuMs: number;
  rssBytes: number;
}

/**
 * Starts fresh processes of every variant, in turn, so that whatever else the machine does meets all alike.
 * @param node the Node.js that runs them.
 * @param folder where the files of the variants are written; packages are resolved from there.
 * @returns the median of each figure, by the name of the variant.
 */
export async function measure(
  variants: Variant[],
  { node, folder, rounds }: { node: string; folder: string; rounds: number },
): Promise<Map<string, Figures>> {
  mkdirSync(folder, { recursive: true });
  const fileOf = ({ name }: Variant) => join(folder, `${name.replace(/\W+/g, "-")}.js`);
  for (const variant of variants) writeFileSync(fileOf(variant), variant.code);
  const stub = fork(join(__dirname, "stub-services.ts"));
  try {
    const [endpoint] = (await once(stub, "message")) as [string];
    const samples = new Map<string, Figures[]>(variants.map(({ name }) => [name, []]));
    // The first round reads the files from the disk, which the others do not.
    for (let round = 0; round <= rounds; round++) {
      for (const variant of variants) {
        const figures = await freshProcess(node, fileOf(variant), endpoint);
        if (round > 0) samples.get(variant.name)!.push(figures);
      }
    }
    return new Map([...samples].map(([name, each]) => [name, medians(each)]));
  } finally {
    stub.disconnect();
  }
}

async function freshProcess(node: string, file: string, endpoint: string): Promise<Figures> {
  const args = [join(__dirname, "fresh-process.cjs"), file];
  const { stdout } = await promisify(execFile)(node, args, { env: environment(endpoint) });
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Figures;
}

/** The environment variables of a function, and no other, so that nothing of this machine is used. */
function environment(endpoint: string): NodeJS.ProcessEnv {
  return {
    HOME: "/nonexistent",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    AWS_SESSION_TOKEN: "token".repeat(100),
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    CONNECTIONS_TABLE: "connections",
    MANAGEMENT_ENDPOINT: `${endpoint}/dev`,
  };
}

function medians(samples: Figures[]): Figures {
  const median = (key: keyof Figures) => {
    const sorted = samples.map((figures) => figures[key]).sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  };
  return {
    loadMs: median("loadMs"),
    loadCpuMs: median("loadCpuMs"),
    allMs: median("allMs"),
    allCpuMs: median("allCpuMs"),
    rssBytes: median("rssBytes"),
  };
}
