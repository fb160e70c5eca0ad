import type { Ack } from '../realtime/client';
import { find } from './conversations';
import { call } from './live';
import { type Message, type WireMessage, merge, toMessage } from './messages';
import { type Receipt, takeReceipts } from './receipts';
import { Signal } from './signal';

interface Page {
  messages: WireMessage[];
  hasMore: boolean;
  receipts: Receipt[];
}

const pageLength = 50;

/** The messages that are here, by conversation: always an unbroken run up to the newest. */
export const messages = new Signal<Record<string, Message[]>>({});

/** Whether there is more before them; no entry for a conversation that was not read yet. */
export const hasEarlier = new Signal<Record<string, boolean>>({});

export function isRead(id: string): boolean {
  return hasEarlier.value[id] !== undefined;
}

/** Reads the newest page. */
export async function loadHistory(id: string): Promise<void> {
  const ack = await readPage(id, { limit: pageLength });
  if (!ack.success) {
    return;
  }
  const known = messages.value[id] ?? [];
  const first = ack.messages[0]?.sequence ?? 1;
  const newest = known.findLast((message) => message.sequence !== null)?.sequence ?? 0;
  // After a long absence a page may not reach back to what is here; a hole would never be filled, so the old goes.
  const isJoined = newest >= first - 1;
  const kept = isJoined ? known : known.filter((message) => message.sequence === null);
  const reachesFurther = isJoined && (kept[0]?.sequence ?? Infinity) < first;
  change(id, () => merge(kept, ack.messages.map(toMessage)));
  if (!reachesFurther) {
    hasEarlier.update((all) => ({ ...all, [id]: ack.hasMore }));
  }
}

/** Reads the page before the oldest message that is here, by its sequence. */
export async function loadEarlier(id: string): Promise<void> {
  const before = messages.value[id]?.find((message) => message.sequence !== null)?.sequence;
  const ack = before ? await readPage(id, { before, limit: pageLength }) : null;
  if (ack?.success) {
    change(id, (known) => merge(known, ack.messages.map(toMessage)));
    hasEarlier.update((all) => ({ ...all, [id]: ack.hasMore }));
  }
}

/** Reads how far the participants are, for a mark on a message that is not here. */
export async function loadReceipts(id: string): Promise<void> {
  await readPage(id, { limit: 1 });
}

export function sequenceOf(id: string, messageId: string): number | null {
  const last = find(id)?.lastMessage;
  return last?.id === messageId ? last.sequence : (messages.value[id]?.find((message) => message.id === messageId)?.sequence ?? null);
}

export function change(id: string, how: (known: Message[]) => Message[]): void {
  messages.update((all) => ({ ...all, [id]: how(all[id] ?? []) }));
}

async function readPage(id: string, place: { before?: number; limit: number }): Promise<Ack<Page>> {
  const ack = await call<Page>('chat:history', { conversationId: id, ...place });
  if (ack.success) {
    takeReceipts(id, ack.receipts);
  }
  return ack;
}
