import { appMutants } from "./lists/app";
import { authorizationMutants } from "./lists/authorization";
import { broadcastMutants } from "./lists/broadcast";
import { clientMutants } from "./lists/chat/client";
import { componentMutants } from "./lists/components";
import { gatewayMutants } from "./lists/gateway";
import { handlerMutants } from "./lists/handlers";
import { handshakeMutants } from "./lists/handshake";
import { httpAndQueuesMutants } from "./lists/http-and-queues";
import { iamMutants } from "./lists/iam";
import { policyMutants } from "./lists/policy";
import { poolMutants } from "./lists/pool";
import { roomMutants } from "./lists/chat/rooms";
import { signatureMutants } from "./lists/signature";
import { recordAndLoadMutants } from "./lists/tools/record-and-load";
import type { Mutant } from "./mutant";

/** Every mutant, by the part of the repository that it changes. */
export const MUTANTS: Mutant[] = [
  ...appMutants,
  ...handlerMutants,
  ...broadcastMutants,
  ...authorizationMutants,
  ...componentMutants,
  ...policyMutants,
  ...gatewayMutants,
  ...handshakeMutants,
  ...poolMutants,
  ...httpAndQueuesMutants,
  ...iamMutants,
  ...signatureMutants,
  ...roomMutants,
  ...clientMutants,
  ...recordAndLoadMutants,
];
