import type { Attachment } from './attachments';

/** What the host's appsettings.json allows. */
export const longestMessage = 2000;

/** A message as the server sends it. */
export interface WireMessage {
  id: string;
  conversationId: string;
  userId: string;
  message: string;
  timestamp: string;
  sequence: number;
  clientMessageId?: string;
  attachments?: Attachment[];
  editedAt?: string;
  deletedAt?: string;
}

/** A message as the page shows it: one's own begins without an id and a sequence. */
export interface Message {
  key: string;
  id: string | null;
  sequence: number | null;
  userId: string;
  text: string;
  attachments: Attachment[];
  at: string;
  state: 'sending' | 'sent' | 'failed';
  error?: string;
  /** Failed for want of a connection: worth another try by itself. */
  isLost?: boolean;
  isEdited: boolean;
  isDeleted: boolean;
}

export function toMessage(wire: WireMessage): Message {
  return {
    key: wire.clientMessageId ?? wire.id,
    id: wire.id,
    sequence: wire.sequence,
    userId: wire.userId,
    text: wire.message,
    attachments: wire.attachments ?? [],
    at: wire.timestamp,
    state: 'sent',
    isEdited: wire.editedAt !== undefined && wire.editedAt !== null,
    isDeleted: wire.deletedAt !== undefined && wire.deletedAt !== null,
  };
}

/** Joins messages by id or by the author's key, in the conversation's order; what is not stored yet comes last. */
export function merge(known: Message[], more: Message[]): Message[] {
  const all: Message[] = [];
  for (const message of [...known, ...more]) {
    const at = all.findIndex(
      (other) => (message.id !== null && other.id === message.id) || (other.key === message.key && other.userId === message.userId),
    );
    if (at >= 0) {
      all[at] = { ...message, key: all[at]!.key };
    } else {
      all.push(message);
    }
  }
  return all.sort((a, b) => (a.sequence ?? Number.MAX_SAFE_INTEGER) - (b.sequence ?? Number.MAX_SAFE_INTEGER));
}
