import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../../shared/errors";
import { leadingVariables, type Leading } from "../../shared/tls/local-names";
import { wrapped } from "./exec-wrapper";
import { LOG_VARIABLES, type Command, type CommandOptions, type Runtime } from "./runtime";

/** Asked of each Python: where it is, and where it keeps the packages of this user. */
const PROBE = `
import json, site, sys
import awslambdaric
print(json.dumps([sys.executable, site.getuserbase()]))`;

/** What starts the client. A file, as on AWS: wrapper scripts put options of Python before it. */
export const PYTHON_BOOTSTRAP = `
import os, sys
sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
from awslambdaric.__main__ import main
main(["awslambdaric", os.environ["_HANDLER"]])
`;

/** Python, one of this machine, with AWS's own client for it: the package awslambdaric. */
export class PythonRuntime implements Runtime {
  readonly keepsCompiledCode = false;

  /**
   * Finds the Python of a runtime, for example `python3.12`, or else `python3`.
   * Differs from AWS: without the Python of a function's runtime, `python3` runs it, with all packages that it has here.
   * @param bootstrap a file with `PYTHON_BOOTSTRAP`.
   * @param leading where AWS's names lead; into the internet if not given.
   * @throws UserError if none of them has awslambdaric.
   */
  static async find(name: string, bootstrap: string, leading?: Leading): Promise<PythonRuntime> {
    for (const candidate of [name, "python3"]) {
      try {
        const { stdout } = await promisify(execFile)(candidate, ["-c", PROBE]);
        const [executable, userBase] = JSON.parse(stdout) as [string, string];
        return new PythonRuntime(executable, userBase, bootstrap, leading);
      } catch {
        // It is not here, or it has no awslambdaric.
      }
    }
    throw new UserError(
      "NOT_EMULATED",
      `A function has the runtime "${name}", and neither "${name}" nor "python3" with the package awslambdaric is on this machine. Install them: python3 -m pip install awslambdaric boto3`,
    );
  }

  private constructor(
    private readonly executable: string,
    private readonly userBase: string,
    private readonly bootstrap: string,
    private readonly leading: Leading | undefined,
  ) {}

  command(options: CommandOptions): Command {
    const { taskRoot, environment } = options;
    const command = {
      file: this.executable,
      args: [this.bootstrap],
      variables: {
        ...LOG_VARIABLES,
        ...leadingVariables(this.leading, environment),
        // HOME is the function's, and the user's packages are not there.
        PYTHONUSERBASE: this.userBase,
        // Nothing is written to the folder of the code.
        PYTHONDONTWRITEBYTECODE: "1",
      },
      workingDirectory: taskRoot,
      isDebugged: false,
    };
    return wrapped(command, options);
  }
}
