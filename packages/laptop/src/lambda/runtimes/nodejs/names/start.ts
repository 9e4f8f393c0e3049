// Loaded before Lambda's runtime, and in worker threads.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { leadAwsNames, type Destination } from "./lead-aws-names";

/** Written when the laptop starts. */
const text = readFileSync(join(__dirname, "names.json"), "utf8");
leadAwsNames(JSON.parse(text) as Destination);
