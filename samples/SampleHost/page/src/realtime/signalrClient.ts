import { HttpError, type HubConnection, HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr';
import { backoff, pause } from './backoff';
import type { Ack, Payload, RealtimeClient, RealtimeHandlers, RoomKind } from './client';
import { notConnected } from './client';
import { finalCodes, readReason } from './codes';
import { eventNames } from './events';
import { Ledger } from './ledger';

/** The real-time address over SignalR. What was missed while away is asked for by position. */
export class SignalRClient implements RealtimeClient {
  readonly wire = 'signalr';
  readonly #ledger = new Ledger();
  readonly #connection: HubConnection;
  readonly #handlers: RealtimeHandlers;
  #stopped = false;

  constructor(url: string, handlers: RealtimeHandlers) {
    this.#handlers = handlers;
    this.#connection = new HubConnectionBuilder()
      .withUrl(url, { accessTokenFactory: () => handlers.token() })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (retry) => backoff(retry.previousRetryCount) })
      .configureLogging(LogLevel.None)
      .build();

    for (const name of eventNames) {
      this.#connection.on(name, (payload: Payload) => {
        if (this.#ledger.take(name, payload)) {
          handlers.event(name, payload);
        }
      });
    }
    this.#connection.onreconnecting(() => handlers.state('reconnecting'));
    this.#connection.onreconnected(() => void this.#welcome());
    this.#connection.onclose((error) => this.#closed(error));
  }

  start(): void {
    this.#handlers.state('connecting');
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#connection.stop();
  }

  async call<T = object>(name: string, payload?: Payload): Promise<Ack<T>> {
    if (this.#connection.state !== HubConnectionState.Connected) {
      return notConnected;
    }
    try {
      return await this.#connection.invoke<Ack<T>>(name, ...(payload === undefined ? [] : [payload]));
    } catch (error) {
      // The framework itself refuses only what it does not know; all else is the connection.
      const known = this.#connection.state !== HubConnectionState.Connected;
      return known ? notConnected : { success: false, code: 'unknown_event', error: String(error) };
    }
  }

  join(kind: RoomKind, id: string): Promise<Ack> {
    return this.call(`${kind}:subscribe`, this.#ledger.enter(kind, id));
  }

  async leave(kind: RoomKind, id: string): Promise<void> {
    await this.call(`${kind}:unsubscribe`, this.#ledger.exit(kind, id));
  }

  // The automatic reconnect covers lost connections, not a first attempt that fails.
  async #connect(): Promise<void> {
    for (let attempt = 0; !this.#stopped; attempt++) {
      try {
        await this.#connection.start();
        await this.#welcome();
        return;
      } catch (error) {
        if (error instanceof HttpError && (error.statusCode === 401 || error.statusCode === 403)) {
          this.#handlers.ended('unauthenticated', '');
          return;
        }
        this.#handlers.state('offline');
        await pause(backoff(attempt));
      }
    }
  }

  async #welcome(): Promise<void> {
    this.#handlers.state('connected');
    await this.#ledger.catchUp((name, payload) => this.call(name, payload), (room) => this.#handlers.gap(room));
    this.#handlers.ready();
  }

  #closed(error: Error | undefined): void {
    if (this.#stopped) {
      return;
    }
    const reason = readReason(error?.message ?? '');
    if (reason && finalCodes.has(reason.code)) {
      this.#handlers.ended(reason.code, reason.reason);
      return;
    }
    this.#handlers.state('reconnecting');
    void this.#connect();
  }
}
