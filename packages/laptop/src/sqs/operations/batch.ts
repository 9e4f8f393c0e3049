import { ownError, SqsError } from "../errors";
import type { Input, QueueCall } from "./call";

const MAX_ENTRIES = 10;

/**
 * Does the same for each entry of a batch; entries fail one by one.
 * @param kind of the entries, as the query protocol names them.
 * @param check refuses the whole batch.
 */
export function inBatch(
  { input }: QueueCall,
  kind: string,
  perform: (entry: Input) => object,
  check: (entries: Input[]) => void = () => undefined,
): object {
  const given = input.Entries;
  const entries = (Array.isArray(given) ? given : []).map((entry) => (entry ?? {}) as Input);
  if (entries.length === 0)
    throw ownError("EmptyBatchRequest", `There should be at least one ${kind} in the request.`);
  if (entries.length > MAX_ENTRIES)
    throw ownError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  const known = new Set<unknown>();
  for (const { Id } of entries) {
    if (typeof Id !== "string" || !/^[\w-]{1,80}$/.test(Id))
      throw ownError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    if (known.has(Id)) throw ownError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    known.add(Id);
  }
  check(entries);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      Successful.push({ Id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return {
    ...(Successful.length > 0 && { Successful }),
    ...(Failed.length > 0 && { Failed }),
  };
}
