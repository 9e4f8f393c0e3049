import { createHmac, randomBytes } from "node:crypto";
import type { Create, Created } from "../request";
import { secret } from "./keys";

/** Anew in each run, so that nobody can guess a password; within a run, evaluating the program again changes none. */
const seed = randomBytes(32);

/** https://www.pulumi.com/registry/packages/random/api-docs/ */
export const RANDOM: Record<string, Create> = {
  "random:index/randomBytes:RandomBytes": ({ urn, inputs }) => {
    const bytes = bytesFor(urn, inputs, Number(inputs.length));
    const computed = {
      base64: secret(bytes.toString("base64")),
      hex: secret(bytes.toString("hex")),
    };
    return { id: "none", defaults: {}, computed };
  },
  "random:index/randomId:RandomId": ({ urn, inputs }) => {
    const bytes = bytesFor(urn, inputs, Number(inputs.byteLength));
    const prefix = (inputs.prefix as string | undefined) ?? "";
    const id = bytes.toString("base64url");
    return {
      id,
      defaults: {},
      computed: {
        hex: prefix + bytes.toString("hex"),
        dec: prefix + String(BigInt(`0x${bytes.toString("hex") || "0"}`)),
        b64Std: prefix + bytes.toString("base64"),
        b64Url: prefix + id,
      },
    };
  },
  "random:index/randomInteger:RandomInteger": ({ urn, inputs }) => {
    const [min, max] = [Number(inputs.min), Number(inputs.max)];
    return result(min + below(max - min + 1, numbersFor(urn, inputs)));
  },
  "random:index/randomPassword:RandomPassword": ({ urn, inputs }) => ({
    id: "none",
    defaults: {},
    computed: { result: secret(text(urn, inputs)) },
  }),
  "random:index/randomPet:RandomPet": ({ urn, inputs }) => {
    const { prefix, separator = "-", length = 2 } = inputs as Record<string, string | undefined>;
    const next = numbersFor(urn, inputs);
    const words = Array.from({ length: Number(length) }, (_, at) =>
      pick(at === Number(length) - 1 ? ANIMALS : WORDS, next),
    );
    const id = [...(prefix === undefined ? [] : [prefix]), ...words].join(separator);
    return { id, defaults: { length: Number(length), separator }, computed: {} };
  },
  "random:index/randomShuffle:RandomShuffle": ({ urn, inputs }) => {
    const { inputs: list, resultCount } = inputs as { inputs: unknown[]; resultCount?: number };
    const results = shuffled(list, numbersFor(urn, inputs));
    return { id: "-", defaults: {}, computed: { results: results.slice(0, resultCount) } };
  },
  "random:index/randomString:RandomString": ({ urn, inputs }) => result(text(urn, inputs)),
  "random:index/randomUuid:RandomUuid": ({ urn, inputs }) => {
    const bytes = bytesFor(urn, inputs, 16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return result(bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
  },
};

const WORDS = "brave calm eager fair glad kind lively neat proud quick sharp warm wise".split(" ");
const ANIMALS = "badger crane falcon gecko heron koala lynx otter panda robin seal tapir".split(
  " ",
);

function result(value: string | number): Created {
  return { id: String(value), defaults: {}, computed: { result: value } };
}

interface TextInputs {
  length: number;
  upper?: boolean;
  lower?: boolean;
  numeric?: boolean;
  number?: boolean;
  special?: boolean;
  overrideSpecial?: string;
  minUpper?: number;
  minLower?: number;
  minNumeric?: number;
  minSpecial?: number;
}

function text(urn: string, properties: object): string {
  const inputs = properties as TextInputs;
  const next = numbersFor(urn, inputs);
  const { numeric = inputs.number } = inputs;
  const kinds = [
    { characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", is: inputs.upper, min: inputs.minUpper },
    { characters: "abcdefghijklmnopqrstuvwxyz", is: inputs.lower, min: inputs.minLower },
    { characters: "0123456789", is: numeric, min: inputs.minNumeric },
    {
      characters: inputs.overrideSpecial || "!@#$%&*()-_=+[]{}<>:?",
      is: inputs.special,
      min: inputs.minSpecial,
    },
  ].filter(({ is = true }) => is);
  const least = kinds.flatMap(({ characters, min = 0 }) =>
    Array.from({ length: min }, () => pick([...characters], next)),
  );
  const all = [...kinds.map(({ characters }) => characters).join("")];
  const rest = Array.from({ length: Math.max(0, inputs.length - least.length) }, () =>
    pick(all, next),
  );
  return shuffled([...least, ...rest], next).join("");
}

function shuffled<T>(list: readonly T[], next: () => number): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(below(rest.length, next), 1)[0]!);
}

function pick<T>(list: readonly T[], next: () => number): T {
  return list[below(list.length, next)]!;
}

/** A whole number from 0 and below the limit. */
function below(limit: number, next: () => number): number {
  return Math.floor(next() * limit);
}

/** Numbers from 0 and below 1, the same for the same resource with the same inputs. */
function numbersFor(urn: string, inputs: object): () => number {
  let count = 0;
  return () => bytesFor(`${urn} ${count++}`, inputs, 6).readUIntBE(0, 6) / 2 ** 48;
}

function bytesFor(urn: string, inputs: object, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
    createHmac("sha256", seed)
      .update(JSON.stringify([urn, inputs, block]))
      .digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}
