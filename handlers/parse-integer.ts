/**
 * Reads a decimal integer of 64 bits as Go's strconv.Atoi does: an optional sign, then digits only. https://pkg.go.dev/strconv#Atoi
 * @returns the integer, rounded beyond 2^53; undefined if the text is none.
 */
export function parseInteger(text: string): number | undefined {
  const match = /^([+-]?)0*([0-9]{1,19})$/.exec(text);
  if (!match) return undefined;
  const value = BigInt(`${match[1] === "-" ? "-" : ""}${match[2]}`);
  return value === BigInt.asIntN(64, value) ? Number(value) : undefined;
}
