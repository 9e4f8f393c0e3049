import type { Cases } from "./case";

/** Packages that work on what a handler gets and gives. */
export const DATA_CASES: Cases = {
  zod: {
    imports: `import { z } from "zod";`,
    init: `const Message = z.object({ action: z.string(), n: z.number().optional() });`,
    answer: `[Message.parse({ action: "a" }), Message.safeParse({ n: "1" }).error?.issues]`,
  },
  "zod, as a namespace": {
    imports: `import * as z from "zod";`,
    answer: `z.array(z.string()).safeParse([1]).error?.issues`,
  },
  ajv: {
    imports: `import Ajv from "ajv";`,
    init: `const isMessage = new Ajv().compile({ type: "object", required: ["action"] });`,
    answer: `[isMessage({ action: 1 }), isMessage({}), isMessage.errors]`,
  },
  uuid: {
    imports: `import { v5, validate, version } from "uuid";`,
    answer: `[v5("a", v5.URL), validate("no"), version(v5("b", v5.DNS))]`,
  },
  nanoid: {
    imports: `import { customAlphabet, nanoid } from "nanoid";`,
    answer: `[nanoid().length, customAlphabet("a", 5)()]`,
  },
  lodash: {
    imports: `import _ from "lodash";`,
    answer: `[_.chunk([1, 2, 3], 2), _.camelCase("a b"), _([3, 1]).sortBy().value()]`,
  },
  "lodash, as a namespace": {
    imports: `import * as _ from "lodash";`,
    answer: `[_.chunk([1, 2, 3], 2), _.get({ a: { b: 1 } }, "a.b")]`,
  },
  "lodash, by name": {
    imports: `import { chunk, groupBy } from "lodash";`,
    answer: `[chunk([1, 2, 3], 2), groupBy([1, 2, 3], (n: number) => n % 2)]`,
  },
  "lodash, one file": {
    imports: `import chunk from "lodash/chunk";`,
    answer: `chunk([1, 2, 3], 2)`,
  },
  dayjs: {
    imports: `import dayjs from "dayjs";\nimport utc from "dayjs/plugin/utc";`,
    init: `dayjs.extend(utc);`,
    answer: `[dayjs.utc(0).format(), dayjs.utc("2026-01-31").add(1, "month").format("YYYY-MM-DD")]`,
  },
  "dayjs, set up at the top": {
    imports: `import dayjs from "dayjs";\nimport utc from "dayjs/plugin/utc";\ndayjs.extend(utc);`,
    answer: `dayjs.utc(0).format()`,
  },
  "date-fns": {
    imports: `import { addDays, formatISO } from "date-fns";`,
    answer: `formatISO(addDays(new Date(0), 3), { representation: "date" })`,
  },
  "date-fns, root and file": {
    imports: `import { addDays } from "date-fns";\nimport { setDefaultOptions } from "date-fns/setDefaultOptions";\nimport { startOfWeek } from "date-fns/startOfWeek";`,
    init: `setDefaultOptions({ weekStartsOn: 3 });`,
    answer: `startOfWeek(addDays(new Date(0), 9)).toISOString()`,
  },
  graphql: {
    imports: `import { buildSchema, graphql, GraphQLError } from "graphql";`,
    init: `const schema = buildSchema("type Query { hello: String }");`,
    answer: `[await graphql({ schema, source: "{ hello }", rootValue: { hello: "you" } }), new GraphQLError("no") instanceof Error]`,
  },
  "graphql, with subpaths": {
    imports: `import { buildSchema, GraphQLObjectType } from "graphql";\nimport { execute } from "graphql/execution";\nimport { parse } from "graphql/language/parser";`,
    init: `const schema = buildSchema("type Query { hello: String }");`,
    answer: `[schema.getQueryType() instanceof GraphQLObjectType, execute({ schema, document: parse("{ hello }"), rootValue: { hello: "you" } })]`,
  },
  jose: {
    imports: `import { jwtVerify, SignJWT } from "jose";`,
    init: `const key = Buffer.from("0123456789abcdef0123456789abcdef");`,
    answer: `(await jwtVerify(await new SignJWT({ a: 1 }).setProtectedHeader({ alg: "HS256" }).sign(key), key)).payload`,
  },
  jsonwebtoken: {
    imports: `import jwt from "jsonwebtoken";`,
    answer: `[jwt.verify(jwt.sign({ a: 1, iat: 0 }, "hush"), "hush"), jwt.sign({ iat: 0 }, "hush")]`,
  },
  "aws-jwt-verify": {
    imports: `import { CognitoJwtVerifier } from "aws-jwt-verify";`,
    init: `const verifier = CognitoJwtVerifier.create({ userPoolId: "us-east-1_abcdefghi", tokenUse: "id", clientId: "a" });`,
    answer: `await verifier.verify("no token").catch((error: Error) => [error.name, error.message])`,
  },
};
