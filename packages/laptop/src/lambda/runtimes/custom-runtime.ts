import { leadingVariables, type Leading } from "../../shared/tls/local-names";
import { findBootstrap } from "./bootstrap-file";
import type { Command, CommandOptions, Runtime } from "./runtime";

/**
 * The OS-only runtimes: what the function's code or a layer has as `bootstrap` speaks the Runtime API itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html
 * Differs from AWS: the memory of a bootstrap is not limited, and it runs on this machine's system, with its libraries.
 */
export class CustomRuntime implements Runtime {
  readonly keepsCompiledCode = false;

  /** @param leading where AWS's names lead; into the internet if not given. */
  constructor(private readonly leading?: Leading) {}

  command({ taskRoot, environment }: CommandOptions): Command {
    const { path, fault } = findBootstrap(taskRoot);
    return {
      file: path,
      args: [],
      variables: leadingVariables(this.leading, environment),
      workingDirectory: taskRoot,
      isDebugged: false,
      fault,
    };
  }
}
