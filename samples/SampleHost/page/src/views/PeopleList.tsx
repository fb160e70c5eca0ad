import { online, people, shortNameOf } from '../shop/people';
import { useValue } from '../shop/signal';
import { Avatar } from '../ui/Avatar';

/** Everybody of the shop, those who are here first. */
export function PeopleList() {
  const here = useValue(online);
  const everybody = useValue(people);
  const ids = [...new Set([...everybody.map((person) => person.id), ...here])].sort((a, b) => Number(here.has(b)) - Number(here.has(a)));
  return (
    <section class="people" aria-label="Who is online">
      <h2>
        Online <span class="muted">{here.size}</span>
      </h2>
      <ul>
        {ids.map((id) => (
          <li key={id} class={here.has(id) ? '' : 'is-away'}>
            <Avatar userId={id} isOnline={here.has(id)} />
            <span>{shortNameOf(id)}</span>
            <span class="visually-hidden">{here.has(id) ? 'online' : 'offline'}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
