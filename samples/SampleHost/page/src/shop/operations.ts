import type { Payload } from '../realtime/client';
import type { Statistics } from '../rest/types';
import { ask } from './session';
import { Signal } from './signal';

export const statistics = new Signal<Statistics | null>(null);

export async function loadStatistics(): Promise<void> {
  statistics.value = await ask<Statistics>('GET', 'stats');
}

export function sendNotification(userIds: string[], type: string, title: string, message: string): Promise<void> {
  return ask('POST', 'notifications', { userIds, type, title: title || undefined, message });
}

export function broadcast(event: string, payload: Payload): Promise<void> {
  return ask('POST', 'broadcast', { event, payload });
}

export function grant(room: string, userId: string): Promise<void> {
  return ask('POST', `rooms/${encodeURIComponent(room)}/grants`, { userId });
}

export function revoke(room: string, userId: string): Promise<void> {
  return ask('DELETE', `rooms/${encodeURIComponent(room)}/grants/${encodeURIComponent(userId)}`);
}

export function disconnect(userId: string, reason: string): Promise<void> {
  return ask('POST', `users/${encodeURIComponent(userId)}/disconnect`, { reason });
}
