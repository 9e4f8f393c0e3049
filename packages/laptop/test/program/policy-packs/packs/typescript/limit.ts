export interface Limit {
  seconds: number;
}

export function isShort(seconds: number, { seconds: most }: Limit): boolean {
  return seconds <= most;
}
