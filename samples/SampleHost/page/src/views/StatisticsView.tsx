import { useEffect } from 'preact/hooks';
import { loadStatistics, statistics } from '../shop/operations';
import { useValue } from '../shop/signal';
import { sayDate, sayWord } from '../shop/words';
import { Loading } from '../ui/Empty';

const every = 2_000;

/** What the real-time layer does right now. */
export function StatisticsView() {
  const now = useValue(statistics);
  useEffect(() => {
    const load = (): void => void loadStatistics().catch(() => (statistics.value = null));
    load();
    const timer = setInterval(load, every);
    return () => clearInterval(timer);
  }, []);
  return (
    <section>
      <header class="view-head">
        <h1>Live</h1>
        <p class="muted">{now ? `Since ${sayDate(now.startedAt)}` : 'What the real-time layer does right now.'}</p>
      </header>
      {now === null ? (
        <Loading what="statistics" />
      ) : (
        <dl class="figures">
          <Figure name="People online" value={now.cluster.connectedUsers} isMain />
          <Figure name="Connections" value={now.connections} isMain />
          <Figure name="Rooms" value={now.rooms} isMain />
          {Object.entries(now.connectionsByWire).map(([name, count]) => (
            <Figure key={name} name={`Over ${{ signalr: 'SignalR', socketio: 'Socket.IO' }[name] ?? name}`} value={count} />
          ))}
          <Figure name="Events published" value={now.totalEventsPublished} />
          <Figure name="Events delivered" value={now.totalEventsDelivered} />
          <Figure name="Calls" value={now.totalCalls} />
          <Figure name="Refused" value={now.totalRefusals} />
          <Figure name="Connections so far" value={now.totalConnections} />
          {Object.entries(now.closedByCode).map(([code, count]) => (
            <Figure key={code} name={`Closed: ${sayWord(code).toLowerCase()}`} value={count} />
          ))}
        </dl>
      )}
    </section>
  );
}

function Figure({ name, value, isMain }: { name: string; value: number; isMain?: boolean }) {
  return (
    <div class={isMain ? 'card tile tile-main' : 'card tile'}>
      <dt>{name}</dt>
      <dd class="figure">{value.toLocaleString()}</dd>
    </div>
  );
}
