/**
 * Reads a decimal integer as Go's strconv.Atoi does: an optional sign and digits, nothing else, within
 * 64 bits. https://pkg.go.dev/strconv#Atoi
 * @returns the integer (rounded to a double past 2^53), or undefined if the text is not one.
 */
export function parseInteger(text: string): number | undefined {
  const match = /^([+-]?)0*([0-9]{1,19})$/.exec(text);
  if (!match) return undefined;
  const value = BigInt(`${match[1] === "-" ? "-" : ""}${match[2]}`);
  return value === BigInt.asIntN(64, value) ? Number(value) : undefined;
}
