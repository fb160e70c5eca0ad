const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export function sayMoney(amount: number): string {
  return money.format(amount);
}

export function sayDate(iso: string): string {
  return full.format(new Date(iso));
}

/** The time of today, or the day and the time. */
export function sayTime(iso: string): string {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString() ? time.format(at) : `${day.format(at)}, ${time.format(at)}`;
}

/** `out_for_delivery` → `Out for delivery`. */
export function sayWord(word: string): string {
  const text = word.replaceAll(/[_:.-]+/g, ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The time of today, or the day alone. */
export function sayShort(iso: string): string {
  const at = new Date(iso);
  return (at.toDateString() === new Date().toDateString() ? time : day).format(at);
}

export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `1536` → `1.5 KB`. */
export function saySize(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toLocaleString(undefined, { maximumFractionDigits: power > 0 ? 1 : 0 })} ${units[power]}`;
}
