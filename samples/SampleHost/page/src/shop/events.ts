import type { Payload } from '../realtime/client';
import { bookingUpdated } from './bookings';
import { chatEvent } from './chat';
import { loadInbox, notify } from './notices';
import { orderUpdated } from './orders';
import { userOffline, userOnline } from './people';
import { availabilityChanged, stockUpdated } from './products';
import { sayWord } from './words';

/** Hands an event of the server to whom it concerns. */
export function receive(name: string, payload: Payload): void {
  const text = (field: string): string => (typeof payload[field] === 'string' ? payload[field] : '');
  switch (name) {
    case 'order:updated':
      orderUpdated(payload);
      return;
    case 'booking:updated':
      bookingUpdated(payload);
      return;
    case 'inventory:updated':
      stockUpdated(payload);
      return;
    case 'user:online':
      userOnline(payload);
      return;
    case 'user:offline':
      userOffline(payload);
      return;
    case 'notification:order_updated':
      orderUpdated(payload);
      notify({ kind: 'order', title: `Order ${text('orderId')}`, text: `Now ${sayWord(text('status')).toLowerCase()}.` }, payload);
      return;
    case 'notification:booking_updated':
      bookingUpdated(payload);
      notify({ kind: 'booking', title: `Booking ${text('bookingId')}`, text: `Now ${sayWord(text('status')).toLowerCase()}.` }, payload);
      return;
    case 'notification:message':
      notify({ kind: 'message', title: text('title') || sayWord(text('type')), text: text('message') }, payload);
      // The event is told without its place in the inbox, which is needed to mark it as read.
      void loadInbox();
      return;
    case 'notification:event':
      shopEvent(payload, text);
      return;
    default:
      if (name.startsWith('chat:')) {
        chatEvent(name, payload);
      } else if (name !== 'pong') {
        // A broadcast of the host, whatever its name: socket.io hands over every event, SignalR those in eventNames.
        notify({ kind: 'news', title: sayWord(name), text: text('message') || sayFields(payload) }, payload);
      }
  }
}

function shopEvent(payload: Payload, text: (field: string) => string): void {
  const product = text('productName') || text('productId');
  switch (text('event')) {
    case 'product_available':
    case 'product_unavailable':
      availabilityChanged(payload, text('event') === 'product_available');
      return;
    case 'inventory_alert':
      notify({ kind: 'stock', title: product, text: text('message') }, payload);
      return;
    case 'low_stock':
      notify({ kind: 'stock', title: `Low stock: ${product}`, text: text('message') || `${String(payload['quantity'])} left.` }, payload);
      return;
    default:
      notify({ kind: 'news', title: sayWord(text('event')), text: text('message') }, payload);
  }
}

/** What a broadcast carries, where it has no words. */
function sayFields(payload: Payload): string {
  const fields = Object.entries(payload).filter(([field]) => field !== 'eventId' && field !== 'timestamp');
  return fields.map(([field, value]) => `${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ').slice(0, 300);
}
