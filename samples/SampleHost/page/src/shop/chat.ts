import type { Payload } from '../realtime/client';
import { type Conversation, type Message, type WireMessage, merge, toMessage } from './messages';
import { newId } from './ids';
import { call, join } from './live';
import { me } from './session';
import { Signal } from './signal';

export const conversations = new Signal<Conversation[] | null>(null);
export const messages = new Signal<Record<string, Message[]>>({});
export const hasEarlier = new Signal<Record<string, boolean>>({});

/** Who is typing, by conversation. */
export const typing = new Signal<Record<string, string[]>>({});

/** How far each other participant has read, by conversation and user. */
export const readMarks = new Signal<Record<string, Record<string, string>>>({});

/** The conversation on the screen. */
export const open = new Signal<string | null>(null);

const typingTime = 6_500;
const typingTimers = new Map<string, ReturnType<typeof setTimeout>>();

export async function loadConversations(): Promise<void> {
  const ack = await call<{ conversations: Conversation[] }>('chat:conversations');
  if (!ack.success) {
    return;
  }
  conversations.value = ack.conversations;
  await Promise.all(ack.conversations.map((conversation) => join('chat', conversation.id)));
  await Promise.all(ack.conversations.map((conversation) => reloadConversation(conversation.id)));
  await resend();
}

export async function reloadConversation(id: string): Promise<void> {
  const ack = await call<{ messages: WireMessage[]; hasMore: boolean }>('chat:history', { conversationId: id, limit: 50 });
  if (ack.success) {
    change(id, (known) => merge(known, ack.messages.map(toMessage)));
    hasEarlier.update((all) => ({ ...all, [id]: ack.hasMore }));
  }
}

export async function loadEarlier(id: string): Promise<void> {
  const first = messages.value[id]?.find((message) => message.sequence !== null);
  const ack = await call<{ messages: WireMessage[]; hasMore: boolean }>('chat:history', {
    conversationId: id,
    before: first?.sequence ?? undefined,
    limit: 50,
  });
  if (ack.success) {
    change(id, (known) => merge(known, ack.messages.map(toMessage)));
    hasEarlier.update((all) => ({ ...all, [id]: ack.hasMore }));
  }
}

export async function send(conversationId: string, text: string): Promise<void> {
  const message: Message = {
    key: newId(),
    id: null,
    sequence: null,
    userId: me().id,
    text,
    at: new Date().toISOString(),
    state: 'sending',
    isEdited: false,
    isDeleted: false,
  };
  change(conversationId, (known) => [...known, message]);
  await deliver(conversationId, message);
}

/** Sends again under the same key: what did arrive is not stored twice. */
export async function retry(conversationId: string, message: Message): Promise<void> {
  patch(conversationId, message.key, { state: 'sending' });
  await deliver(conversationId, message);
}

export async function sayTyping(conversationId: string, isTyping: boolean): Promise<void> {
  await call('chat:typing', { conversationId, isTyping });
}

/** Marks the open conversation as read, when it is really on the screen. */
export async function markRead(): Promise<void> {
  const id = open.value;
  const conversation = conversations.value?.find((one) => one.id === id);
  if (id === null || !conversation || conversation.unreadCount === 0 || document.visibilityState !== 'visible') {
    return;
  }
  const last = messages.value[id]?.findLast((message) => message.id !== null && message.userId !== me().id);
  if (last?.id) {
    const ack = await call<{ unreadCount: number }>('chat:read', { conversationId: id, messageId: last.id });
    if (ack.success) {
      describe(id, { unreadCount: ack.unreadCount });
    }
  }
}

export function chatEvent(name: string, payload: Payload): void {
  const id = String(payload['conversationId']);
  const userId = String(payload['userId']);
  switch (name) {
    case 'chat:message':
      stopTyping(id, userId);
      received(id, payload as unknown as WireMessage);
      return;
    case 'chat:edited':
    case 'chat:deleted':
      change(id, (known) => merge(known, [toMessage(payload as unknown as WireMessage)]));
      return;
    case 'chat:typing':
      showTyping(id, userId, payload['isTyping'] === true);
      return;
    case 'chat:read':
      if (userId === me().id) {
        void loadUnread();
      } else {
        readMarks.update((all) => ({ ...all, [id]: { ...all[id], [userId]: String(payload['messageId']) } }));
      }
      return;
    case 'chat:conversation':
      void loadConversations();
      return;
  }
}

function received(id: string, wire: WireMessage): void {
  const message = toMessage(wire);
  const isNew = !messages.value[id]?.some((known) => known.id === message.id);
  change(id, (known) => merge(known, [message]));
  if (isNew) {
    const unread = conversations.value?.find((one) => one.id === id)?.unreadCount ?? 0;
    describe(id, { lastMessage: wire, unreadCount: unread + (message.userId === me().id ? 0 : 1) });
    void markRead();
  }
}

async function deliver(conversationId: string, message: Message): Promise<void> {
  const ack = await call<{ id: string; timestamp: string; sequence: number }>('chat:message', {
    conversationId,
    message: message.text,
    clientMessageId: message.key,
  });
  patch(
    conversationId,
    message.key,
    ack.success
      ? { state: 'sent', id: ack.id, sequence: ack.sequence, at: ack.timestamp }
      : { state: 'failed', error: ack.error, isLost: ack.code === 'offline' || ack.code === 'unavailable' },
  );
  if (ack.success) {
    describe(conversationId, {
      lastMessage: { id: ack.id, conversationId, userId: me().id, message: message.text, timestamp: ack.timestamp, sequence: ack.sequence },
    });
  }
}

/** After a reconnect: what failed only because there was no connection goes out again. */
async function resend(): Promise<void> {
  for (const [id, all] of Object.entries(messages.value)) {
    for (const message of all.filter((one) => one.state === 'failed' && one.isLost)) {
      await retry(id, message);
    }
  }
}

async function loadUnread(): Promise<void> {
  const ack = await call<{ conversations: Conversation[] }>('chat:conversations');
  if (ack.success) {
    conversations.value = ack.conversations;
  }
}

function showTyping(id: string, userId: string, isTyping: boolean): void {
  stopTyping(id, userId);
  if (isTyping && userId !== me().id) {
    typing.update((all) => ({ ...all, [id]: [...(all[id] ?? []), userId] }));
    typingTimers.set(`${id} ${userId}`, setTimeout(() => stopTyping(id, userId), typingTime));
  }
}

function stopTyping(id: string, userId: string): void {
  clearTimeout(typingTimers.get(`${id} ${userId}`));
  typing.update((all) => ({ ...all, [id]: (all[id] ?? []).filter((other) => other !== userId) }));
}

function change(id: string, how: (known: Message[]) => Message[]): void {
  messages.update((all) => ({ ...all, [id]: how(all[id] ?? []) }));
}

function patch(id: string, key: string, fields: Partial<Message>): void {
  change(id, (known) => merge(known.map((message) => (message.key === key ? { ...message, ...fields } : message)), []));
}

function describe(id: string, fields: Partial<Conversation>): void {
  conversations.update((all) => all?.map((one) => (one.id === id ? { ...one, ...fields } : one)) ?? null);
}
