// Loaded before Lambda's runtime, in worker threads and in the Node.js processes that a function starts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withdrawLeading, type LocalNames } from "../../../../shared/tls/local-names";
import { leadAwsNames } from "./lead-aws-names";
import { leadPrograms } from "./lead-programs";

/** Written when the laptop starts. */
const text = readFileSync(join(__dirname, "names.json"), "utf8");
const names = JSON.parse(text) as LocalNames;
const leading = { names, preload: __filename };
withdrawLeading(leading, process.env);
leadAwsNames(names);
leadPrograms(leading);
