import { rmSync } from "node:fs";
import { join } from "node:path";
import { MADE } from "./made";

// Run by `npm pack` in the folder of a package, after it has packed.
for (const name of MADE) rmSync(join(process.cwd(), name), { recursive: true, force: true });
