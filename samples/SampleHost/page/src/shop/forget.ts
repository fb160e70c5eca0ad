import { bookings } from './bookings';
import { conversations, hasEarlier, messages, open, readMarks, typing } from './chat';
import { notices, toasts } from './notices';
import { statistics } from './operations';
import { orders } from './orders';
import { online, people } from './people';
import { products, viewers } from './products';

/** What one user saw is not there for the next. */
export function forget(): void {
  orders.value = null;
  bookings.value = null;
  products.value = null;
  viewers.value = null;
  conversations.value = null;
  messages.value = {};
  hasEarlier.value = {};
  readMarks.value = {};
  typing.value = {};
  open.value = null;
  notices.value = [];
  toasts.value = [];
  statistics.value = null;
  online.value = new Set();
  people.value = [];
}
