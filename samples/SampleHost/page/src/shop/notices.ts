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
  /** The inbox's own id, where the server keeps it. */
  inboxId?: string | undefined;
}

interface InboxEntry {
  id: string;
  type?: string;
  title?: string;
  message?: string;
  timestamp?: string;
  eventId?: string;
  isRead?: boolean;
  read?: boolean;
}

const kept = 100;
const toastTime = 6_000;

/** The newest first. */
export const notices = new Signal<Notice[]>([]);
export const toasts = new Signal<Notice[]>([]);

export function notify(notice: Pick<Notice, 'kind' | 'title' | 'text'>, payload: Payload = {}): void {
  const id = typeof payload['eventId'] === 'string' ? payload['eventId'] : newId();
  const at = typeof payload['timestamp'] === 'string' ? payload['timestamp'] : new Date().toISOString();
  const inboxId = typeof payload['id'] === 'string' ? payload['id'] : undefined;
  const made: Notice = { ...notice, id, at, isRead: false, inboxId };
  notices.update((all) => [made, ...all.filter((other) => other.id !== id && (!inboxId || other.inboxId !== inboxId))].slice(0, kept));
  toast(made);
}

/** Says that something the user did was done, or was not; not kept in the list. */
export function tell(title: string, text = '', kind: NoticeKind = 'message'): void {
  toast({ id: newId(), kind, title, text, at: new Date().toISOString(), isRead: true });
}

export function dismissToast(id: string): void {
  toasts.update((all) => all.filter((other) => other.id !== id));
}

export async function readNotices(): Promise<void> {
  const inboxIds = notices.value.filter((notice) => !notice.isRead && notice.inboxId).map((notice) => notice.inboxId!);
  notices.update((all) => all.map((notice) => (notice.isRead ? notice : { ...notice, isRead: true })));
  if (inboxIds.length > 0) {
    await call('notification:read', { notificationIds: inboxIds });
  }
}

/** What came while nobody was here; a host without an inbox answers with a refusal, and the list begins empty. */
export async function loadInbox(): Promise<void> {
  const ack = await call<{ notifications: InboxEntry[] }>('notification:list');
  if (!ack.success) {
    return;
  }
  const known = new Set(notices.value.flatMap((notice) => [notice.id, notice.inboxId ?? '']));
  const missed = ack.notifications
    .filter((entry) => !known.has(entry.id) && !known.has(entry.eventId ?? entry.id))
    .map((entry): Notice => ({
      id: entry.eventId ?? entry.id,
      inboxId: entry.id,
      kind: 'message',
      title: entry.title ?? sayWord(entry.type ?? 'notification'),
      text: entry.message ?? '',
      at: entry.timestamp ?? new Date().toISOString(),
      isRead: entry.isRead ?? entry.read ?? false,
    }));
  notices.update((all) => [...all, ...missed].sort((a, b) => b.at.localeCompare(a.at)).slice(0, kept));
}

function toast(notice: Notice): void {
  toasts.update((all) => [...all, notice].slice(-4));
  setTimeout(() => dismissToast(notice.id), toastTime);
}
