/** An order, from when it is accepted to when it is done. */
export interface Order {
  orderId: string;
  item: string;
  state: "accepted" | "done" | "late";
  /** Milliseconds since 1970. */
  acceptedAt: number;
}

const MAX_ITEM_LENGTH = 100;

/**
 * Reads what somebody ordered.
 * @param body of a request, as JSON.
 * @returns the item, or undefined if the body names none.
 */
export function itemIn(body: string | undefined): string | undefined {
  try {
    const { item } = Object(JSON.parse(body ?? "")) as { item?: unknown };
    const isText = typeof item === "string" && item !== "" && item.length <= MAX_ITEM_LENGTH;
    return isText ? item : undefined;
  } catch {
    return undefined;
  }
}
