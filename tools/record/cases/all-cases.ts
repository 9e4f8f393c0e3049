import type { Case } from "./case";
import { CLOSING } from "./closing";
import { HANDSHAKES } from "./handshakes";
import { HTTP } from "./http";
import { HTTP_FUNCTIONS } from "./http-functions";
import { MANAGEMENT } from "./management";
import { MESSAGES } from "./messages";

/** Everything that is compared between AWS and a laptop. */
export const CASES: Case[] = [
  ...HANDSHAKES,
  ...MESSAGES,
  ...CLOSING,
  ...MANAGEMENT,
  ...HTTP,
  ...HTTP_FUNCTIONS,
];
