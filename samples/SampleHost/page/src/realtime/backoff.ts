const first = 500;
const longest = 15_000;

/** How long to wait before the next attempt: longer each time, and never the same for two clients. */
export function backoff(attempt: number): number {
  const full = Math.min(longest, first * 2 ** attempt);
  return full / 2 + Math.random() * (full / 2);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
