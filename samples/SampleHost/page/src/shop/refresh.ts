import { loadBookings } from './bookings';
import { loadChat } from './chat';
import { isRead, loadHistory } from './history';
import { loadInbox } from './notices';
import { loadOrders } from './orders';
import { loadPeople } from './people';
import { loadProducts } from './products';

/** Reads everything anew; rooms are joined before they are read, so that nothing falls between. */
export async function refresh(): Promise<void> {
  await Promise.allSettled([loadOrders(), loadBookings(), loadProducts(), loadChat(), loadPeople()]);
}

/** Reads one room anew (null: the inbox), after a gap that could not be replayed. */
export async function refreshRoom(room: string | null): Promise<void> {
  const [kind, id = ''] = room?.split(/:(.*)/s) ?? [];
  switch (kind) {
    case undefined:
      return loadInbox();
    case 'chat':
      return isRead(id) ? loadHistory(id) : undefined;
    default:
      // Orders, bookings and products are read anew at every connect.
      return;
  }
}
