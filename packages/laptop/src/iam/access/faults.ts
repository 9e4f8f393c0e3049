/** What is wrong with a signature: AWS's error type and message. */
export interface Fault {
  type: string;
  message: string;
}

export function fault(type: string, message: string): Fault {
  return { type, message };
}

export function isFault(value: object): value is Fault {
  return "type" in value && "message" in value;
}
