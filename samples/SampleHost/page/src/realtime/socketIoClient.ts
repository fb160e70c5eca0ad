import { io, type Socket } from 'socket.io-client';
import type { Ack, Payload, RealtimeClient, RealtimeHandlers, RoomKind } from './client';
import { notConnected } from './client';
import { finalCodes } from './codes';
import { Ledger } from './ledger';

const ackTimeout = 10_000;

/** The real-time address over Socket.IO. The client recovers a short absence by itself; a longer one is caught up by position. */
export class SocketIoClient implements RealtimeClient {
  readonly wire = 'socketio';
  readonly #ledger = new Ledger();
  readonly #socket: Socket;
  readonly #handlers: RealtimeHandlers;
  #lastRefusal = { code: '', error: '' };

  constructor(url: string, handlers: RealtimeHandlers) {
    this.#handlers = handlers;
    this.#socket = io(url, {
      auth: (give) => give({ token: handlers.token() }),
      transports: ['websocket', 'polling'],
      autoConnect: false,
      forceNew: true,
    });
    this.#socket.onAny((name: string, payload: Payload = {}) => this.#receive(name, payload));
    this.#socket.on('connect', () => void this.#welcome());
    this.#socket.on('connect_error', (error) => this.#refused(error));
    this.#socket.on('disconnect', () => this.#lost());
  }

  start(): void {
    this.#handlers.state('connecting');
    this.#socket.connect();
  }

  stop(): Promise<void> {
    this.#socket.off();
    this.#socket.offAny();
    this.#socket.disconnect();
    return Promise.resolve();
  }

  async call<T = object>(name: string, payload?: Payload): Promise<Ack<T>> {
    if (!this.#socket.connected) {
      return notConnected;
    }
    try {
      return (await this.#socket.timeout(ackTimeout).emitWithAck(name, payload ?? {})) as Ack<T>;
    } catch {
      return { success: false, code: 'unavailable', error: 'The shop did not answer in time.' };
    }
  }

  join(kind: RoomKind, id: string): Promise<Ack> {
    return this.call(`${kind}:subscribe`, this.#ledger.enter(kind, id));
  }

  async leave(kind: RoomKind, id: string): Promise<void> {
    await this.call(`${kind}:unsubscribe`, this.#ledger.exit(kind, id));
  }

  #receive(name: string, payload: Payload): void {
    if (name === 'exception') {
      this.#lastRefusal = { code: String(payload['code'] ?? ''), error: String(payload['error'] ?? '') };
    } else if (this.#ledger.take(name, payload)) {
      this.#handlers.event(name, payload);
    }
  }

  async #welcome(): Promise<void> {
    this.#lastRefusal = { code: '', error: '' };
    this.#handlers.state('connected');
    if (!this.#socket.recovered) {
      await this.#ledger.catchUp((name, payload) => this.call(name, payload), (room) => this.#handlers.gap(room));
    }
    this.#handlers.ready();
  }

  #refused(error: Error & { data?: { code?: string } }): void {
    const code = error.data?.code ?? '';
    if (finalCodes.has(code)) {
      this.#handlers.ended(code, error.message);
      return;
    }
    this.#handlers.state('offline');
    if (!this.#socket.active) {
      // The server refused the namespace for a passing reason; the client itself would not try again.
      setTimeout(() => this.#socket.connect(), 5_000);
    }
  }

  #lost(): void {
    const { code, error } = this.#lastRefusal;
    if (!this.#socket.active || finalCodes.has(code)) {
      this.#socket.disconnect();
      this.#handlers.ended(code || 'kicked', error);
      return;
    }
    this.#handlers.state('reconnecting');
  }
}
