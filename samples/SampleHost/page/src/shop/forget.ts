import { bookings } from './bookings';
import { conversations, open } from './conversations';
import { hasEarlier, messages } from './history';
import { notices, toasts } from './notices';
import { statistics } from './operations';
import { orders } from './orders';
import { online, people } from './people';
import { products, viewers } from './products';
import { forgetReceipts } from './receipts';
import { typing } from './typing';

/** What one user saw is not there for the next. */
export function forget(): void {
  orders.value = null;
  bookings.value = null;
  products.value = null;
  viewers.value = null;
  conversations.value = null;
  messages.value = {};
  hasEarlier.value = {};
  forgetReceipts();
  typing.value = {};
  open.value = null;
  notices.value = [];
  toasts.value = [];
  statistics.value = null;
  online.value = new Set();
  people.value = [];
}
