import { useEffect, useRef } from 'preact/hooks';
import { notices } from '../shop/notices';
import { useValue } from '../shop/signal';
import { sayTime } from '../shop/words';
import { Empty } from '../ui/Empty';
import { Icon } from '../ui/Icon';
import { noticeIcons } from './Toasts';

/** Everything the user was told, the newest first. */
export function NoticePanel({ close }: { close: () => void }) {
  const all = useValue(notices);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return (
    <>
      <div class="shade" onClick={close} />
      <section
        ref={panel}
        class="panel"
        role="dialog"
        aria-label="Notifications"
        tabIndex={-1}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      >
        <header class="panel-head">
          <h2>Notifications</h2>
          <button type="button" class="round" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {all.length === 0 ? (
          <Empty icon="bell" title="Nothing yet" text="News of your orders, bookings and the shop comes here." />
        ) : (
          <ul class="notices">
            {all.map((notice) => (
              <li key={notice.id} class={notice.isRead ? 'notice' : 'notice is-new'}>
                <Icon name={noticeIcons[notice.kind]} />
                <div>
                  <p class="notice-title">
                    {notice.title}
                    {!notice.isRead && <span class="visually-hidden"> (new)</span>}
                  </p>
                  {notice.text && <p>{notice.text}</p>}
                  <time class="muted small" dateTime={notice.at}>{sayTime(notice.at)}</time>
                </div>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
