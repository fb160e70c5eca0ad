import { Problem, request } from '../rest/http';
import type { Login, User } from '../rest/types';
import { Signal } from './signal';

const storageKey = 'audiotailoc.session';

/** Who is logged in in this tab; two tabs may be two people. */
export const session = new Signal<Login | null>(restore());

/** Why the last session ended, for the log-in form. */
export const farewell = new Signal<string>('');

export function me(): User {
  return session.value!.user;
}

export function isStaff(): boolean {
  return session.value?.user.role === 'staff';
}

export async function logIn(email: string, password: string): Promise<void> {
  const login = await request<Login>('POST', 'auth/login', null, { email, password });
  farewell.value = '';
  sessionStorage.setItem(storageKey, JSON.stringify(login));
  session.value = login;
}

export function logOut(why = ''): void {
  sessionStorage.removeItem(storageKey);
  farewell.value = why;
  session.value = null;
}

/** A request in the user's name; a token that no longer holds ends the session. */
export async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  try {
    return await request<T>(method, path, session.value?.token ?? null, body);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      logOut('Your session is over. Please log in again.');
    }
    throw error;
  }
}

function restore(): Login | null {
  const stored = sessionStorage.getItem(storageKey);
  const login = stored === null ? null : (JSON.parse(stored) as Login);
  return login !== null && Date.parse(login.expiresAt) > Date.now() ? login : null;
}
