import type { Payload } from '../realtime/client';
import type { UserName } from '../rest/types';
import { call } from './live';
import { ask, me } from './session';
import { Signal } from './signal';

export const people = new Signal<UserName[]>([]);

/** The ids of who is online. */
export const online = new Signal<ReadonlySet<string>>(new Set());

export async function loadPeople(): Promise<void> {
  people.value = await ask<UserName[]>('GET', 'users');
  const ack = await call<{ users: { userId: string }[] }>('presence:list');
  if (ack.success) {
    online.value = new Set(ack.users.map((user) => user.userId));
  }
}

export function userOnline(payload: Payload): void {
  online.update((ids) => new Set([...ids, String(payload['userId'])]));
}

export function userOffline(payload: Payload): void {
  online.update((ids) => new Set([...ids].filter((id) => id !== payload['userId'])));
}

export function nameOf(userId: string): string {
  return people.value.find((person) => person.id === userId)?.name ?? userId;
}

export function shortNameOf(userId: string): string {
  return userId === me().id ? 'You' : nameOf(userId);
}
