// Loaded before Lambda's runtime, and in worker threads, if the function has layers.
import { dirname, join } from "node:path";
import { leadOpt } from "./lead-opt";

const { LAMBDA_TASK_ROOT = "" } = process.env;
// As `layersFolder` of the laptop says.
leadOpt(join(dirname(LAMBDA_TASK_ROOT), "opt"));
