type Make = (...args: unknown[]) => unknown;

export function untraced(original: Make): Make;
