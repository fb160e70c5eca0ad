import { type Ack, type ConnectionState, type Payload, type RealtimeClient, type RoomKind, type Wire, notConnected } from '../realtime/client';
import { pause } from '../realtime/backoff';
import { findWires, openWire } from '../realtime/wires';
import { receive } from './events';
import { logOut, session } from './session';
import { Signal } from './signal';
import { refresh, refreshRoom } from './refresh';

const wireKey = 'audiotailoc.wire';
const pulse = 25_000;
const attempts = 5;

export const connection = new Signal<ConnectionState>('connecting');
export const latency = new Signal<number | null>(null);
export const wires = new Signal<Wire[]>(['signalr']);
export const wire = new Signal<Wire>('signalr');

/** What the server said when it closed the connection for good; null while it did not. */
export const dismissal = new Signal<string | null>(null);

let client: RealtimeClient | null = null;
let turn = 0;

/** Finds the wires once, then keeps one connection for as long as somebody is logged in. */
export function goLive(): void {
  session.follow(() => void restart());
  void findWires().then((found) => {
    wires.value = found;
    const wanted = localStorage.getItem(wireKey);
    wire.value = found.find((name) => name === wanted) ?? 'signalr';
    return restart();
  });
  setInterval(() => void measure(), pulse);
}

export async function chooseWire(chosen: Wire): Promise<void> {
  localStorage.setItem(wireKey, chosen);
  wire.value = chosen;
  await restart();
}

/** Closes what is open and, for a logged-in user, opens the chosen wire. */
export async function restart(): Promise<void> {
  const mine = ++turn;
  const old = client;
  client = null;
  dismissal.value = null;
  latency.value = null;
  await old?.stop();
  if (mine !== turn || session.value === null) {
    return;
  }

  // Handlers of a connection that was replaced in the meantime have nothing to say.
  const current = (): boolean => mine === turn;
  const opened = await openWire(wire.value, {
    token: () => session.value?.token ?? '',
    event: (name, payload) => current() && receive(name, payload),
    state: (state) => current() && (connection.value = state),
    ready: () => current() && void refresh().then(measure),
    gap: (room) => current() && void refreshRoom(room),
    ended: (code, reason) => current() && ended(code, reason),
  });
  if (current()) {
    client = opened;
    opened.start();
  }
}

/** Calls. Whom the server asks to slow down waits as long as it says, and asks again. */
export function call<T = object>(name: string, payload?: Payload): Promise<Ack<T>> {
  return patiently(() => callOnce<T>(name, payload));
}

/** Calls, and leaves it to the caller what to do when the server asks to slow down. */
export function callOnce<T = object>(name: string, payload?: Payload): Promise<Ack<T>> {
  return client?.call<T>(name, payload) ?? Promise.resolve(notConnected);
}

export function join(kind: RoomKind, id: string): Promise<Ack> {
  return patiently(() => client?.join(kind, id) ?? Promise.resolve(notConnected));
}

async function patiently<T>(ask: () => Promise<Ack<T>>): Promise<Ack<T>> {
  const userId = session.value?.user.id;
  let ack = await ask();
  for (let attempt = 1; attempt < attempts && !ack.success && ack.code === 'rate_limited'; attempt++) {
    await pause(ack.retryAfterMs ?? 1_000);
    if (session.value?.user.id !== userId) {
      break;
    }
    ack = await ask();
  }
  return ack;
}

function ended(code: string, reason: string): void {
  connection.value = 'offline';
  if (code === 'kicked') {
    dismissal.value = reason || 'The shop closed your connection.';
  } else {
    logOut('Your session is over. Please log in again.');
  }
}

async function measure(): Promise<void> {
  if (connection.value !== 'connected') {
    latency.value = null;
    return;
  }
  const start = performance.now();
  const ack = await callOnce('ping');
  latency.value = ack.success ? Math.max(1, Math.round(performance.now() - start)) : null;
}
