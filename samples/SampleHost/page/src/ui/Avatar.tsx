import { nameOf, people } from '../shop/people';
import { useValue } from '../shop/signal';

const tints = 5;

/** A person's first letter on a colour that stays theirs. */
export function Avatar({ userId, isOnline }: { userId: string; isOnline?: boolean }) {
  useValue(people);
  const tint = [...userId].reduce((sum, letter) => sum * 7 + letter.codePointAt(0)!, 0) % tints;
  return (
    <span class={`avatar tint-${tint}`} aria-hidden="true">
      {nameOf(userId).charAt(0).toUpperCase()}
      {isOnline !== undefined && <span class={`dot ${isOnline ? 'dot-on' : 'dot-off'}`} />}
    </span>
  );
}
