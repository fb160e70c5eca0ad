const codes = ['unauthenticated', 'token_expired', 'kicked', 'slow_consumer', 'shutting_down', 'rate_limited', 'unavailable', 'internal'];

/** Codes after which the same token does not get in again, or should not try by itself. */
export const finalCodes = new Set(['unauthenticated', 'token_expired', 'kicked']);

/** Finds the code that the server put at the start of its close reason, and the sentence that follows it. */
export function readReason(text: string): { code: string; reason: string } | null {
  for (const code of codes) {
    const at = text.indexOf(code);
    if (at >= 0) {
      return { code, reason: text.slice(at + code.length).replace(/^[\s:,.-]+/, '') };
    }
  }
  return null;
}
