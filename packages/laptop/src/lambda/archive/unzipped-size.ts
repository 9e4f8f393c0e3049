import { UserError } from "../../shared/errors";

/** Code and layers together. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_BYTES = 250 * 1024 * 1024;

/** Counts what a function has unzipped, as CreateFunction does. */
export class UnzippedSize {
  /** @param bytes that are counted already. */
  constructor(
    private readonly functionName: string,
    public bytes = 0,
  ) {}

  /** @throws UserError if AWS would not create the function. */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes <= MAX_BYTES) return;
    throw new UserError(
      "MODEL",
      `Function "${this.functionName}" has more than ${MAX_BYTES} bytes of code and layers, unzipped, which is all that AWS allows. Leave out what it does not need, such as packages for development.`,
    );
  }
}
