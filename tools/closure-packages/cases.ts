import type { Cases } from "./case";
import { DATA_CASES } from "./data-cases";
import { SERVICE_CASES } from "./service-cases";

export const CASES: Cases = { ...DATA_CASES, ...SERVICE_CASES };
