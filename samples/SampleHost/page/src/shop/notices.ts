import type { Payload } from '../realtime/client';
import { newId } from './ids';
import { call } from './live';
import { Signal } from './signal';
import { sayWord } from './words';

export type NoticeKind = 'order' | 'booking' | 'stock' | 'message' | 'news' | 'fault';

export interface Notice {
  id: string;
  kind: NoticeKind;
  title: string;
  text: string;
  at: string;
  isRead: boolean;
  /** It came while nobody was here. */
  isMissed?: boolean;
  /** The inbox's own id, where the server keeps it. */
  inboxId?: string | undefined;
}

interface InboxEntry {
  id: string;
  type: string;
  title?: string;
  message: string;
  timestamp: string;
  read: boolean;
}

const kept = 100;
const toastTime = 6_000;

/** The newest first. */
export const notices = new Signal<Notice[]>([]);
export const toasts = new Signal<Notice[]>([]);

let isLoading = false;
let isAsked = false;

export function notify(notice: Pick<Notice, 'kind' | 'title' | 'text'>, payload: Payload = {}): void {
  const id = typeof payload['eventId'] === 'string' ? payload['eventId'] : newId();
  const at = typeof payload['timestamp'] === 'string' ? payload['timestamp'] : new Date().toISOString();
  const made: Notice = { ...notice, id, at, isRead: false };
  if (!notices.value.some((other) => other.id === id || isSame(other, made))) {
    notices.update((all) => [made, ...all].slice(0, kept));
    toast(made);
  }
}

/** Says that something the user did was done, or was not; not kept in the list. */
export function tell(title: string, text = '', kind: NoticeKind = 'message'): void {
  toast({ id: newId(), kind, title, text, at: new Date().toISOString(), isRead: true });
}

export function dismissToast(id: string): void {
  toasts.update((all) => all.filter((other) => other.id !== id));
}

/** Marks notices as read, here and in the inbox that the server keeps. */
export async function readNotices(which: Notice[] = notices.value): Promise<void> {
  const ids = new Set(which.filter((notice) => !notice.isRead).map((notice) => notice.id));
  const inboxIds = notices.value.flatMap((notice) => (ids.has(notice.id) && notice.inboxId ? [notice.inboxId] : []));
  notices.update((all) => all.map((notice) => (ids.has(notice.id) ? { ...notice, isRead: true } : notice)));
  const ack = inboxIds.length > 0 ? await call('notification:read', { notificationIds: inboxIds }) : null;
  if (ack?.success === false) {
    // Not marked where it counts: shown as unread again.
    notices.update((all) => all.map((notice) => (inboxIds.includes(notice.inboxId ?? '') ? { ...notice, isRead: false } : notice)));
    tell('That did not work', ack.error, 'fault');
  }
}

/** Reads the server's inbox: what came while nobody was here, and what came live. Asked for again while it is read, it is read once more. */
export async function loadInbox(): Promise<void> {
  isAsked = true;
  if (isLoading) {
    return;
  }
  isLoading = true;
  while (isAsked) {
    isAsked = false;
    const ack = await call<{ notifications: InboxEntry[] }>('notification:list');
    if (ack.success) {
      takeInbox(ack.notifications);
    }
  }
  isLoading = false;
}

function takeInbox(inbox: InboxEntry[]): void {
  const entries = inbox.map((entry): Notice => ({
    id: entry.id,
    inboxId: entry.id,
    kind: 'message',
    title: entry.title ?? sayWord(entry.type),
    text: entry.message,
    at: entry.timestamp,
    isRead: entry.read,
    isMissed: !entry.read,
  }));
  notices.update((all) => {
    const known = all.map((notice) => {
      const entry = entries.find((one) => one.inboxId === notice.inboxId || isSame(one, notice));
      return entry ? { ...notice, inboxId: entry.inboxId, isRead: notice.isRead || entry.isRead } : notice;
    });
    const missed = entries.filter((entry) => !known.some((notice) => notice.inboxId === entry.inboxId));
    return [...known, ...missed].sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, kept);
  });
}

/** The inbox and the event carry the same time and words, but no common id. */
function isSame(one: Notice, other: Notice): boolean {
  return one.kind === other.kind && one.at === other.at && one.title === other.title && one.text === other.text;
}

function toast(notice: Notice): void {
  toasts.update((all) => [...all, notice].slice(-4));
  setTimeout(() => dismissToast(notice.id), toastTime);
}
