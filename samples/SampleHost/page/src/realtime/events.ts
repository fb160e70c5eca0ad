import type { Payload } from './client';

/** The host's own broadcasts that staff can send from this page. */
export const broadcastEvents = ['announcement', 'maintenance', 'sale'] as const;

/** Every event the page listens to over SignalR, whose client hears only what it names; Socket.IO's hears all (onAny). */
export const eventNames = [
  'order:updated',
  'booking:updated',
  'chat:message',
  'chat:typing',
  'chat:read',
  'chat:delivered',
  'chat:edited',
  'chat:deleted',
  'chat:conversation',
  'inventory:updated',
  'notification:message',
  'notification:event',
  'notification:order_updated',
  'notification:booking_updated',
  'user:online',
  'user:offline',
  'pong',
  ...broadcastEvents,
] as const;

const personalEvents = new Set([
  'notification:message',
  'notification:order_updated',
  'notification:booking_updated',
  'user:online',
  'user:offline',
  ...broadcastEvents,
]);

/** The cursor an event moves: that of its room, the user's own (null), or none where the payload does not tell. */
export function cursorOf(name: string, payload: Payload): string | null | undefined {
  if (name === 'order:updated') {
    return roomOf('order', payload['orderId']);
  }
  if (name === 'booking:updated') {
    return roomOf('booking', payload['bookingId']);
  }
  if (name === 'inventory:updated') {
    return roomOf('inventory', payload['productId']);
  }
  if (name.startsWith('chat:')) {
    // A conversation's own news goes to its room or to who was added, and does not say which.
    return name === 'chat:conversation' ? undefined : roomOf('chat', payload['conversationId']);
  }
  return personalEvents.has(name) ? null : undefined;
}

/** The room's name as the server says it. */
export function roomOf(kind: string, id: unknown): string {
  return `${kind === 'inventory' ? 'product' : kind}:${String(id)}`;
}
