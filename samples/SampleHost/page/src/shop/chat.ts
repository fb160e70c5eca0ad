import type { Payload } from '../realtime/client';
import type { Attachment } from './attachments';
import { type Conversation, describe, find, open, readList } from './conversations';
import { change, isRead, loadHistory, loadReceipts, messages, sequenceOf } from './history';
import { newId } from './ids';
import { call, join } from './live';
import { type Message, type WireMessage, merge, toMessage } from './messages';
import { type Reach, isToldHere, reach, reachOf, tellReach } from './receipts';
import { me } from './session';
import { showTyping, stopTyping } from './typing';

/** Joins every conversation, reads the list and what was read before, and says what has arrived here. */
export async function loadChat(): Promise<void> {
  const first = await readList();
  if (first === null) {
    return;
  }
  await Promise.all(first.map((conversation) => join('chat', conversation.id)));
  const all = (await readList()) ?? first;
  await Promise.all(all.filter(({ id }) => isRead(id) || id === open.value).map(({ id }) => loadHistory(id)));
  for (const { id, lastMessage } of all) {
    if (lastMessage) {
      void tellReach('delivered', id, { messageId: lastMessage.id, sequence: lastMessage.sequence });
    }
  }
  markRead();
  await resend();
}

/** Puts a conversation on the screen. */
export async function show(id: string): Promise<void> {
  open.value = id;
  if (!isRead(id)) {
    await loadHistory(id);
  }
  markRead();
}

export async function send(conversationId: string, text: string, attachments: Attachment[]): Promise<void> {
  const message: Message = {
    key: newId(),
    id: null,
    sequence: null,
    userId: me().id,
    text,
    attachments,
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

/** Changes one's own message; the event that follows shows it, here as everywhere. */
export async function edit(messageId: string, text: string): Promise<void> {
  await demand('chat:edit', { messageId, message: text });
}

export async function remove(messageId: string): Promise<void> {
  await demand('chat:delete', { messageId });
}

/** Marks the open conversation as read, when it is really on the screen. */
export function markRead(): void {
  const id = open.value;
  if (id === null || document.visibilityState !== 'visible') {
    return;
  }
  const last = messages.value[id]?.findLast((message) => message.sequence !== null && message.userId !== me().id);
  if (last?.id && last.sequence !== null) {
    void tellReach('read', id, { messageId: last.id, sequence: last.sequence }, (unreadCount) => describe(id, { unreadCount }));
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
      changed(id, payload as unknown as WireMessage);
      return;
    case 'chat:typing':
      showTyping(id, userId, payload['isTyping'] === true);
      return;
    case 'chat:read':
      marked('read', id, userId, String(payload['messageId']));
      return;
    case 'chat:delivered':
      marked('delivered', id, userId, String(payload['messageId']));
      return;
    case 'chat:conversation':
      conversationChanged(payload as unknown as Conversation);
      return;
  }
}

function received(id: string, wire: WireMessage): void {
  const conversation = find(id);
  const isMine = wire.userId === me().id;
  if (conversation && wire.sequence > (conversation.lastMessage?.sequence ?? 0)) {
    describe(id, { lastMessage: wire, unreadCount: conversation.unreadCount + (isMine ? 0 : 1) });
  }
  if (isRead(id)) {
    change(id, (known) => merge(known, [toMessage(wire)]));
  }
  if (!isMine) {
    void tellReach('delivered', id, { messageId: wire.id, sequence: wire.sequence });
    markRead();
  }
}

function changed(id: string, wire: WireMessage): void {
  if (messages.value[id]?.some((message) => message.id === wire.id)) {
    change(id, (known) => merge(known, [toMessage(wire)]));
  }
  if (find(id)?.lastMessage?.id === wire.id) {
    describe(id, { lastMessage: wire });
  }
  if (wire.deletedAt && wire.userId !== me().id && wire.sequence > reachOf(id, me().id).read) {
    // One less to read.
    void readList();
  }
}

function marked(kind: keyof Reach, id: string, userId: string, messageId: string): void {
  const sequence = sequenceOf(id, messageId);
  if (userId === me().id) {
    // Read on another of the user's devices.
    if (kind === 'read' && (sequence === null || !isToldHere(kind, id, sequence))) {
      void readList();
    }
  } else if (sequence !== null) {
    reach(id, userId, { [kind]: sequence });
  } else if (isRead(id)) {
    void loadReceipts(id);
  }
}

function conversationChanged(conversation: Conversation): void {
  if (find(conversation.id) && conversation.participants.includes(me().id)) {
    describe(conversation.id, { title: conversation.title ?? null, participants: conversation.participants, closed: conversation.closed });
  } else {
    void loadChat();
  }
}

async function deliver(conversationId: string, message: Message): Promise<void> {
  const ack = await call<{ id: string; timestamp: string; sequence: number }>('chat:message', {
    conversationId,
    message: message.text,
    clientMessageId: message.key,
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
  });
  if (!ack.success) {
    const isLost = ack.code === 'offline' || ack.code === 'unavailable';
    patch(conversationId, message.key, { state: 'failed', error: ack.error, isLost });
    return;
  }
  const { id, timestamp, sequence } = ack;
  patch(conversationId, message.key, { state: 'sent', id, sequence, at: timestamp });
  if (sequence > (find(conversationId)?.lastMessage?.sequence ?? 0)) {
    const { text, attachments } = message;
    describe(conversationId, { lastMessage: { id, conversationId, userId: me().id, message: text, attachments, timestamp, sequence } });
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

async function demand(name: string, payload: Payload): Promise<void> {
  const ack = await call(name, payload);
  if (!ack.success) {
    throw new Error(ack.error);
  }
}

function patch(id: string, key: string, fields: Partial<Message>): void {
  change(id, (known) => merge(known.map((message) => (message.key === key ? { ...message, ...fields } : message)), []));
}
