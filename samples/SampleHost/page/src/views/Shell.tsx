import { useEffect, useState } from 'preact/hooks';
import type { User } from '../rest/types';
import { conversations } from '../shop/conversations';
import { loadInbox, notices } from '../shop/notices';
import { logOut } from '../shop/session';
import { useValue } from '../shop/signal';
import { Avatar } from '../ui/Avatar';
import { Icon, type IconName } from '../ui/Icon';
import { BookingsView } from './BookingsView';
import { Brand } from './Brand';
import { ChatView } from './ChatView';
import { ConnectionBar, ConnectionBadge } from './Connection';
import { NoticePanel } from './NoticePanel';
import { OperationsView } from './OperationsView';
import { OrdersView } from './OrdersView';
import { PeopleList } from './PeopleList';
import { ProductsView } from './ProductsView';
import { StatisticsView } from './StatisticsView';
import { Toasts } from './Toasts';
import { WireSwitch } from './WireSwitch';

interface Place {
  path: string;
  name: string;
  icon: IconName;
  staffOnly?: boolean;
}

const places: Place[] = [
  { path: 'orders', name: 'Orders', icon: 'orders' },
  { path: 'bookings', name: 'Bookings', icon: 'bookings' },
  { path: 'products', name: 'Products', icon: 'products' },
  { path: 'chat', name: 'Chat', icon: 'chat' },
  { path: 'operations', name: 'Reach out', icon: 'operations', staffOnly: true },
  { path: 'statistics', name: 'Live', icon: 'statistics', staffOnly: true },
];

/** The frame around every view: where one can go, how the connection is, who is here. */
export function Shell({ user }: { user: User }) {
  const isStaff = user.role === 'staff';
  const allowed = places.filter((place) => !place.staffOnly || isStaff);
  const path = usePath(allowed);
  const [showsNotices, showNotices] = useState(false);
  const unread = useValue(notices).filter((notice) => !notice.isRead).length;
  const unreadChat = (useValue(conversations) ?? []).reduce((sum, one) => sum + one.unreadCount, 0);

  const openNotices = (): void => {
    showNotices(true);
    // Another device may have read some.
    void loadInbox();
  };

  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>
        Skip to content
      </a>
      <header class="top">
        <Brand />
        <div class="top-tools">
          <ConnectionBadge />
          <WireSwitch />
          <button
            type="button"
            class="round"
            aria-haspopup="dialog"
            aria-label={unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'}
            onClick={openNotices}
          >
            <Icon name="bell" />
            {unread > 0 && <span class="count" aria-hidden="true">{unread > 99 ? '99+' : unread}</span>}
          </button>
          <span class="me" title={user.email}>
            <Avatar userId={user.id} />
            <span class="me-name">{user.name}</span>
          </span>
          <button type="button" class="round" aria-label="Log out" title="Log out" onClick={() => logOut()}>
            <Icon name="exit" />
          </button>
        </div>
      </header>
      <ConnectionBar />
      <div class="frame">
        <nav class="places" aria-label="Shop">
          <ul>
            {allowed.map((place) => (
              <li key={place.path}>
                <a href={`#/${place.path}`} aria-current={place.path === path ? 'page' : undefined}>
                  <Icon name={place.icon} size={22} />
                  <span>{place.name}</span>
                  {place.path === 'chat' && unreadChat > 0 && (
                    <span class="count">
                      {unreadChat}
                      <span class="visually-hidden"> unread messages</span>
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
          <PeopleList />
        </nav>
        <main id="main" class="view" tabIndex={-1}>
          {path === 'orders' && <OrdersView isStaff={isStaff} />}
          {path === 'bookings' && <BookingsView isStaff={isStaff} />}
          {path === 'products' && <ProductsView isStaff={isStaff} />}
          {path === 'chat' && <ChatView />}
          {path === 'operations' && <OperationsView />}
          {path === 'statistics' && <StatisticsView />}
        </main>
      </div>
      {showsNotices && <NoticePanel closed={() => showNotices(false)} />}
      <Toasts />
    </div>
  );
}

function usePath(allowed: Place[]): string {
  const read = (): string => location.hash.replace(/^#\//, '').split('/')[0] ?? '';
  const [path, setPath] = useState(read);
  useEffect(() => {
    const follow = (): void => {
      setPath(read());
      document.getElementById('main')?.scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return allowed.find((place) => place.path === path)?.path ?? 'orders';
}
