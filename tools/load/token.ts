import { exec } from "node:child_process";
import { UserError } from "pulumi-laptop/src/shared/errors";

const PATIENCE_MS = 60_000;

/**
 * What the command of `--token-command` prints.
 * @throws UserError if it fails, prints nothing, or takes too long.
 */
export function tokenOf(command: string, patienceMs = PATIENCE_MS): Promise<string> {
  const failed = (why: string) => new UserError("USAGE", `The token command ${why}`);
  return new Promise((resolve, reject) => {
    const child = exec(command, (error, stdout, stderr) => {
      clearTimeout(patience);
      const token = stdout.trim();
      if (error) reject(failed(`failed: ${stderr.trim() || `code ${error.code}`}`));
      else if (token === "") reject(failed("printed no token."));
      else resolve(token);
    });
    const patience = setTimeout(() => {
      reject(failed(`printed no token within ${patienceMs / 1000} seconds.`));
      // What it has started may live on, and is not waited for.
      child.kill();
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
    }, patienceMs);
  });
}
