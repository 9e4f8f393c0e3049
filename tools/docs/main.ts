import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIDELITY_PAGE, fidelityPage } from "./fidelity";
import { REPOSITORY } from "./page";
import { PERFORMANCE_PAGE, performancePage } from "./performance";
import { CONFIGURATION_PAGE, configurationPage } from "./settings";

/** `npm run -w tools docs`: brings the generated parts of the documentation up to date. */
async function main(): Promise<void> {
  const pages = {
    [CONFIGURATION_PAGE]: configurationPage(),
    [FIDELITY_PAGE]: fidelityPage(),
    [PERFORMANCE_PAGE]: performancePage(),
  };
  for (const [page, text] of Object.entries(pages))
    writeFileSync(join(REPOSITORY, page), await text);
}

void main();
