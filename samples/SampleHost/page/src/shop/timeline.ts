import type { Payload } from '../realtime/client';
import type { StatusChange } from '../rest/types';

// One change reaches the page as an answer, as the room's event and as the owner's, each with a time of its own.
const sameChange = 3_000;

interface Tracked {
  id: string;
  status: string;
  data: Record<string, unknown> | null;
  history: StatusChange[];
}

const newest = (thing: Tracked): number => Date.parse(thing.history.at(-1)?.at ?? '') || 0;

/** A thing with the status an event brought; the same change, told twice or read already, changes nothing. */
export function withStatus<T extends Tracked>(thing: T, payload: Payload): T {
  const status = String(payload['status']);
  const at = String(payload['timestamp']);
  const known = newest(thing);
  if (Date.parse(at) < known) {
    return thing;
  }
  const data = { ...thing.data, ...(payload['data'] as Record<string, unknown> | null) };
  const isRepeat = status === thing.status && Date.parse(at) - known < sameChange;
  return { ...thing, status, data, history: isRepeat ? thing.history : [...thing.history, { status, at }] };
}

/** What was read, except where an event already brought something newer. Things not read stay when only one was read. */
export function freshest<T extends Tracked>(known: T[] | null, read: T[]): T[] {
  if (known === null || read.length > 1) {
    const before = new Map(known?.map((thing) => [thing.id, thing]));
    return read.map((thing) => {
      const old = before.get(thing.id);
      return old && newest(old) > newest(thing) + sameChange ? old : thing;
    });
  }
  const fresh = new Map(read.map((thing) => [thing.id, thing]));
  const ids = new Set(known.map((thing) => thing.id));
  return [...known.map((thing) => fresh.get(thing.id) ?? thing), ...read.filter((thing) => !ids.has(thing.id))];
}
