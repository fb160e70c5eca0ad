import { Icon, type IconName } from './Icon';

export function Empty({ icon, title, text }: { icon: IconName; title: string; text: string }) {
  return (
    <div class="empty">
      <Icon name={icon} size={32} />
      <p class="empty-title">{title}</p>
      <p>{text}</p>
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">Loading {what}</span>
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}
