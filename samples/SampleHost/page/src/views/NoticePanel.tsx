import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Notice, notices, readNotices } from '../shop/notices';
import { useValue } from '../shop/signal';
import { sayTime } from '../shop/words';
import { Empty } from '../ui/Empty';
import { Icon } from '../ui/Icon';
import { noticeIcons } from './Toasts';

/** Everything the user was told, the newest first: what came live, and what the inbox kept while they were away. */
export function NoticePanel({ closed }: { closed: () => void }) {
  const all = useValue(notices);
  const unread = all.filter((notice) => !notice.isRead).length;
  const panel = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => panel.current?.showModal(), []);

  // The button that was pressed goes with what it marked.
  const read = (which?: Notice[]): void => {
    void readNotices(which);
    panel.current?.focus();
  };

  return (
    <dialog
      ref={panel}
      class="panel"
      aria-label="Notifications"
      tabIndex={-1}
      onClose={closed}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div class="panel-inside">
        <header class="panel-head">
          <h2>Notifications</h2>
          <button type="button" class="round" aria-label="Close" onClick={() => panel.current?.close()}>
            <Icon name="close" />
          </button>
        </header>
        <p class="panel-state">
          <span class="muted" role="status">{unread === 0 ? 'All read' : `${unread} unread`}</span>
          {unread > 0 && <button type="button" class="button button-small" onClick={() => read()}>Mark all as read</button>}
        </p>
        {all.length === 0 ? (
          <Empty icon="bell" title="Nothing yet" text="News of your orders, bookings and the shop comes here." />
        ) : (
          <ul class="notices">
            {all.map((notice) => (
              <li key={notice.id} class={notice.isRead ? 'notice' : 'notice is-new'} data-inbox={notice.inboxId}>
                <Icon name={noticeIcons[notice.kind]} />
                <div class="notice-words">
                  <p class="notice-title">
                    {notice.title}
                    {!notice.isRead && <span class="visually-hidden"> (new)</span>}
                  </p>
                  {notice.text && <p>{notice.text}</p>}
                  <div class="notice-foot">
                    <time class="muted small" dateTime={notice.at}>{sayTime(notice.at)}</time>
                    {notice.isMissed && <span class="small notice-missed">While you were away</span>}
                  </div>
                </div>
                {!notice.isRead && (
                  <button
                    type="button"
                    class="round round-small"
                    aria-label={`Mark as read: ${notice.title}`}
                    title="Mark as read"
                    onClick={() => read([notice])}
                  >
                    <Icon name="check" size={18} />
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </dialog>
  );
}
