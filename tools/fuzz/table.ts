import { dynamoDb } from "./targets/dynamodb";
import { frames, requests } from "./targets/gateway";
import { httpApi } from "./targets/http-api";
import { expressions, journals, policies } from "./targets/readers";
import { invoke, management } from "./targets/signed";
import { sqs } from "./targets/sqs";
import { budget } from "./target";

/** What is attacked, and how often in `npm test`: a few seconds in all. */
export const TARGETS = {
  frames: budget(300, frames),
  requests: budget(300, requests),
  http: budget(300, httpApi),
  dynamodb: budget(2000, dynamoDb),
  sqs: budget(300, sqs),
  invoke: budget(150, invoke),
  management: budget(300, management),
  expressions: budget(1000, expressions),
  policies: budget(1000, policies),
  journals: budget(500, journals),
};
