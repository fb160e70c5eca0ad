import { type NoticeKind, dismissToast, toasts } from '../shop/notices';
import { useValue } from '../shop/signal';
import { Icon, type IconName } from '../ui/Icon';

export const noticeIcons: Record<NoticeKind, IconName> = {
  order: 'orders',
  booking: 'bookings',
  stock: 'stock',
  message: 'bell',
  news: 'operations',
  fault: 'alert',
};

export function Toasts() {
  const shown = useValue(toasts);
  return (
    <div class="toasts" role="log" aria-live="polite" aria-label="New notifications">
      {shown.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.kind}`}>
          <Icon name={noticeIcons[toast.kind]} />
          <div class="toast-words">
            <strong>{toast.title}</strong>
            {toast.text && <span>{toast.text}</span>}
          </div>
          <button type="button" class="round round-small" aria-label="Dismiss" onClick={() => dismissToast(toast.id)}>
            <Icon name="close" size={16} />
          </button>
        </div>
      ))}
    </div>
  );
}
