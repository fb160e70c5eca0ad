import { pause } from '../realtime/backoff';
import { callOnce } from './live';
import { session } from './session';
import { Signal } from './signal';

/** How far a participant is, as the server says it. */
export interface Receipt {
  userId: string;
  deliveredSequence: number;
  readSequence: number;
}

/** The sequences up to which messages have reached somebody, and were read. */
export interface Reach {
  delivered: number;
  read: number;
}

interface Mark {
  messageId: string;
  sequence: number;
}

const nowhere: Reach = { delivered: 0, read: 0 };

/** How far each participant is, by conversation and user. */
export const receipts = new Signal<Record<string, Record<string, Reach>>>({});

// What is still to be told, by user, kind and conversation.
const marks = new Map<string, Mark>();
const telling = new Set<string>();

export function reachOf(conversationId: string, userId: string): Reach {
  return receipts.value[conversationId]?.[userId] ?? nowhere;
}

export function takeReceipts(conversationId: string, read: Receipt[]): void {
  for (const { userId, deliveredSequence, readSequence } of read) {
    reach(conversationId, userId, { delivered: deliveredSequence, read: readSequence });
  }
}

/** Somebody came further; marks never go back, and what was read has arrived. */
export function reach(conversationId: string, userId: string, { delivered = 0, read = 0 }: Partial<Reach>): void {
  const known = reachOf(conversationId, userId);
  const next = { delivered: Math.max(known.delivered, delivered, read), read: Math.max(known.read, read) };
  if (next.delivered > known.delivered || next.read > known.read) {
    receipts.update((all) => ({ ...all, [conversationId]: { ...all[conversationId], [userId]: next } }));
  }
}

/** True when this page itself has told, or is about to tell, that the user is that far. */
export function isToldHere(kind: keyof Reach, conversationId: string, sequence: number): boolean {
  const told = Math.max(reachOf(conversationId, session.value?.user.id ?? '')[kind], marks.get(keyOf(kind, conversationId))?.sequence ?? 0);
  return sequence <= told;
}

/** Tells the shop how far the user is: one call at a time and about the newest message only, so that a burst costs few calls. */
export async function tellReach(
  kind: keyof Reach,
  conversationId: string,
  mark: Mark,
  unread: (count: number) => void = () => {},
): Promise<void> {
  const userId = session.value?.user.id;
  const key = keyOf(kind, conversationId);
  if (userId === undefined || isToldHere(kind, conversationId, mark.sequence)) {
    return;
  }
  marks.set(key, mark);
  if (telling.has(key)) {
    return;
  }
  telling.add(key);
  for (let next = marks.get(key); next && session.value?.user.id === userId; next = marks.get(key)) {
    const ack = await callOnce<{ unreadCount?: number }>(`chat:${kind}`, { conversationId, messageId: next.messageId });
    if (!ack.success && ack.code === 'rate_limited') {
      await pause(ack.retryAfterMs ?? 1_000);
      continue;
    }
    // What fails otherwise is told after the reconnect, when the list is read anew.
    if (marks.get(key) === next) {
      marks.delete(key);
    }
    if (ack.success && session.value?.user.id === userId) {
      reach(conversationId, userId, { [kind]: next.sequence });
      if (ack.unreadCount !== undefined) {
        unread(ack.unreadCount);
      }
    }
  }
  telling.delete(key);
}

export function forgetReceipts(): void {
  receipts.value = {};
  marks.clear();
}

function keyOf(kind: keyof Reach, conversationId: string): string {
  return `${session.value?.user.id} ${kind} ${conversationId}`;
}
