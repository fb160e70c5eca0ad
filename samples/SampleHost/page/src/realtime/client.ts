/** One of the two ways to the same real-time address. */
export type Wire = 'signalr' | 'socketio';

export type ConnectionState = 'connecting' | 'connected' | 'reconnecting' | 'offline';

/** The answer to a call: success, or a code and a sentence. */
export type Ack<T = object> =
  | ({ success: true } & T)
  | { success: false; code: string; error: string; retryAfterMs?: number };

export type RoomKind = 'order' | 'booking' | 'chat' | 'inventory';

export type Payload = Record<string, unknown>;

export interface RealtimeHandlers {
  /** Gives the token for the next connection. */
  token(): string;
  /** An event of the server, each once. */
  event(name: string, payload: Payload): void;
  state(state: ConnectionState): void;
  /** Connected, first or again; rooms that were joined before are joined again, with what was missed. */
  ready(): void;
  /** What was missed in a room (null: what is sent to the user) cannot be replayed; it has to be read anew. */
  gap(room: string | null): void;
  /** Closed by the server for good, with the code of the reason. */
  ended(code: string, reason: string): void;
}

/** A connection over either wire; the page knows no more than this. */
export interface RealtimeClient {
  readonly wire: Wire;
  start(): void;
  stop(): Promise<void>;
  call<T = object>(name: string, payload?: Payload): Promise<Ack<T>>;
  /** Joins a room and stays in it over reconnects. */
  join(kind: RoomKind, id: string): Promise<Ack>;
  leave(kind: RoomKind, id: string): Promise<void>;
}

export const notConnected: Ack<never> = { success: false, code: 'offline', error: 'Not connected.' };
