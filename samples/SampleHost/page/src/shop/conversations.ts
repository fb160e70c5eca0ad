import { call } from './live';
import type { WireMessage } from './messages';
import { shortNameOf } from './people';
import { type Receipt, takeReceipts } from './receipts';
import { me } from './session';
import { Signal } from './signal';

export interface Conversation {
  id: string;
  title?: string | null;
  participants: string[];
  closed: boolean;
  receipts: Receipt[];
  lastMessage?: WireMessage | null;
  unreadCount: number;
}

export const conversations = new Signal<Conversation[] | null>(null);

/** The conversation on the screen. */
export const open = new Signal<string | null>(null);

/** Reads the list anew, with unread counts and how far everybody is; null when the shop did not answer. */
export async function readList(): Promise<Conversation[] | null> {
  const ack = await call<{ conversations: Conversation[] }>('chat:conversations');
  if (!ack.success) {
    return null;
  }
  for (const conversation of ack.conversations) {
    takeReceipts(conversation.id, conversation.receipts);
  }
  return (conversations.value = ack.conversations);
}

export function find(id: string | null): Conversation | undefined {
  return conversations.value?.find((one) => one.id === id);
}

/** Changes what is known of a conversation; the one with the newest message comes first. */
export function describe(id: string, fields: Partial<Conversation>): void {
  conversations.update((all) => {
    const changed = all?.map((one) => (one.id === id ? { ...one, ...fields } : one)) ?? null;
    return fields.lastMessage ? (changed?.sort((a, b) => lastAt(b) - lastAt(a)) ?? null) : changed;
  });
}

/** Who is spoken to, for the picture. */
export function otherOf(conversation: Conversation): string {
  return conversation.participants.findLast((id) => id !== me().id) ?? me().id;
}

export function titleOf(conversation: Conversation): string {
  return conversation.title || conversation.participants.filter((id) => id !== me().id).map(shortNameOf).join(', ') || 'Only you';
}

/** The last message in one line. */
export function lastLineOf({ lastMessage }: Conversation): string {
  if (!lastMessage) {
    return 'No messages yet';
  }
  const text = lastMessage.deletedAt ? 'Message deleted' : lastMessage.message || (lastMessage.attachments ?? []).map((one) => one.name).join(', ');
  return `${shortNameOf(lastMessage.userId)}: ${text}`;
}

function lastAt(conversation: Conversation): number {
  return Date.parse(conversation.lastMessage?.timestamp ?? '') || 0;
}
