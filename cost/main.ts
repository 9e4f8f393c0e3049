import { UserError } from "../local/errors";
import { printCost } from "./print";

/** `npm run cost`: what a month costs at AWS's list prices. */
try {
  console.log(printCost(process.argv.slice(2)));
} catch (error) {
  const isUsers = error instanceof UserError;
  console.error(isUsers ? error.message : error);
  process.exitCode = isUsers ? error.exitCode : 1;
}
