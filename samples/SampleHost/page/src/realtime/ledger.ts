import { cursorOf, roomOf } from './events';
import type { Ack, Payload, RoomKind } from './client';

const remembered = 2000;

const idFields: Record<RoomKind, string> = {
  order: 'orderId',
  booking: 'bookingId',
  chat: 'conversationId',
  inventory: 'productId',
};

type Call = (name: string, payload: Payload) => Promise<Ack<{ recovered?: boolean }>>;

/** What both wires keep across connections: the rooms to be in, how far each was read, and which events were seen. */
export class Ledger {
  readonly #rooms = new Map<string, { kind: RoomKind; id: string }>();
  readonly #cursors = new Map<string | null, string>();
  readonly #seen = new Set<string>();

  /** Notes an event; false when it is a repeat. */
  take(name: string, payload: Payload): boolean {
    const eventId = payload['eventId'];
    if (typeof eventId !== 'string') {
      return true;
    }
    if (this.#seen.has(eventId)) {
      return false;
    }
    this.#seen.add(eventId);
    if (this.#seen.size > remembered) {
      const [oldest] = this.#seen;
      this.#seen.delete(oldest!);
    }
    const cursor = cursorOf(name, payload);
    if (cursor !== undefined) {
      this.#cursors.set(cursor, eventId);
    }
    return true;
  }

  enter(kind: RoomKind, id: string): Payload {
    this.#rooms.set(roomOf(kind, id), { kind, id });
    return { [idFields[kind]]: id };
  }

  exit(kind: RoomKind, id: string): Payload {
    const room = roomOf(kind, id);
    this.#rooms.delete(room);
    this.#cursors.delete(room);
    return { [idFields[kind]]: id };
  }

  /** After a reconnect: joins every room again from where it was read to, and reports what cannot be replayed. */
  async catchUp(call: Call, gap: (room: string | null) => void): Promise<void> {
    await Promise.all([
      ...[...this.#rooms].map(async ([room, { kind, id }]) => {
        const since = this.#cursors.get(room);
        const ack = await call(`${kind}:subscribe`, { [idFields[kind]]: id, ...(since && { since }) });
        if (!ack.success && ack.code === 'forbidden') {
          this.exit(kind, id);
        } else if (!ack.success || !since || ack.recovered === false) {
          gap(room);
        }
      }),
      this.#resume(call, gap),
    ]);
  }

  async #resume(call: Call, gap: (room: string | null) => void): Promise<void> {
    const since = this.#cursors.get(null);
    const ack = since ? await call('resume', { since }) : null;
    if (!ack?.success || ack.recovered === false) {
      gap(null);
    }
  }
}
