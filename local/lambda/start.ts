import { join } from "node:path";
import { build } from "esbuild";
import type { Clock } from "../clock";
import type { CredentialIssuer } from "../iam/credentials";
import type { Journal } from "../journal";
import type { LambdaFunction, Model } from "../model/model";
import { CodeStore } from "./code";
import type { InvocationResult } from "./environment";
import { EnvironmentPool } from "./pool";

export interface Lambda {
  /**
   * Invokes a function and waits for its answer.
   * @param payload the event, as JSON.
   */
  invoke(functionName: string, payload: string): Promise<InvocationResult>;
  /** Takes over changed functions. Events that are being handled end with the code that they began with. */
  update(model: Model): Promise<void>;
  close(): Promise<void>;
}

export interface LambdaDeps {
  /** The folder that paths in the program are relative to. */
  programDirectory: string;
  /** Endpoints of local services, by environment variable. */
  endpoints: Record<string, string>;
  credentials: CredentialIssuer;
  clock: Clock;
  journal: Journal;
}

interface Entry {
  fingerprint: string;
  pool: EnvironmentPool;
}

/** The functions of the model, each in execution environments that start when an event needs one. */
export async function startLambda(model: Model, deps: LambdaDeps): Promise<Lambda> {
  const bootstrap = await bundleBootstrap();
  const code = new CodeStore(deps.programDirectory);
  const entries = new Map<string, Entry>();
  /** Every pool that may still have environments, replaced ones included. */
  const pools = new Set<EnvironmentPool>();
  const numbers = new Map<string, number>();

  const startPool = async (definition: LambdaFunction, region: string) => {
    const nextNumber = () => {
      const number = (numbers.get(definition.name) ?? 0) + 1;
      numbers.set(definition.name, number);
      return number;
    };
    const taskRoot = await code.unpack(definition.code);
    const onEmpty = () => pools.delete(pool);
    const pool = new EnvironmentPool({
      ...deps,
      definition,
      bootstrap,
      taskRoot,
      region,
      nextNumber,
      onEmpty,
    });
    pools.add(pool);
    return pool;
  };

  const update = async ({ functions, region }: Model) => {
    const kept = new Set<string>();
    for (const definition of functions) {
      kept.add(definition.name);
      const fingerprint = JSON.stringify([definition, region]);
      const entry = entries.get(definition.name);
      if (entry?.fingerprint === fingerprint) continue;
      const pool = await startPool(definition, region);
      entries.set(definition.name, { fingerprint, pool });
      entry?.pool.retire();
    }
    for (const [name, { pool }] of entries) {
      if (kept.has(name)) continue;
      entries.delete(name);
      pool.retire();
    }
  };

  await update(model);
  return {
    async invoke(functionName, payload) {
      const entry = entries.get(functionName);
      if (!entry) throw new Error(`Function not found: ${functionName}`);
      return entry.pool.invoke(payload);
    },
    update,
    async close() {
      entries.clear();
      for (const pool of pools) pool.close();
      await code.close();
    },
  };
}

/** The code that every environment starts with, as plain JavaScript: a worker thread loads no compiler. */
async function bundleBootstrap(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(__dirname, "bootstrap.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
  });
  return outputFiles[0]!.text;
}
