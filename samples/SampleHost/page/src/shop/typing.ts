import { callOnce } from './live';
import { me } from './session';
import { Signal } from './signal';

/** Who is typing, by conversation. */
export const typing = new Signal<Record<string, string[]>>({});

// A little longer than the server's own, which says that somebody stopped.
const longest = 6_500;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export async function sayTyping(conversationId: string, isTyping: boolean): Promise<void> {
  await callOnce('chat:typing', { conversationId, isTyping });
}

export function showTyping(id: string, userId: string, isTyping: boolean): void {
  stopTyping(id, userId);
  if (isTyping && userId !== me().id) {
    typing.update((all) => ({ ...all, [id]: [...(all[id] ?? []), userId] }));
    timers.set(`${id} ${userId}`, setTimeout(() => stopTyping(id, userId), longest));
  }
}

export function stopTyping(id: string, userId: string): void {
  clearTimeout(timers.get(`${id} ${userId}`));
  typing.update((all) => ({ ...all, [id]: (all[id] ?? []).filter((other) => other !== userId) }));
}
