import { connection, dismissal, latency, restart, wire } from '../shop/live';
import { useValue } from '../shop/signal';
import { wireNames } from '../realtime/wires';
import { Icon } from '../ui/Icon';

const words = { connecting: 'Connecting', connected: 'Live', reconnecting: 'Reconnecting', offline: 'Offline' } as const;

/** The state of the connection in the header, and which wire carries it. */
export function ConnectionBadge() {
  const state = useValue(connection);
  const trip = useValue(latency);
  const over = wireNames[useValue(wire)];
  return (
    <span class={`connection connection-${state}`} title={trip === null ? over : `${over}, ${trip} ms there and back`}>
      <span class="connection-dot" aria-hidden="true" />
      <span class="connection-word" role="status">{words[state]}</span>
      <span class="connection-wire">
        {over}
        {trip !== null && state === 'connected' && ` · ${trip} ms`}
      </span>
    </span>
  );
}

/** What the user should know while there is no connection. */
export function ConnectionBar() {
  const state = useValue(connection);
  const said = useValue(dismissal);
  if (said !== null) {
    return (
      <div class="bar bar-stop" role="alert">
        <Icon name="alert" size={18} />
        <span>You were disconnected: {said}</span>
        <button type="button" class="button button-small" onClick={() => void restart()}>Connect again</button>
      </div>
    );
  }
  return state === 'reconnecting' || state === 'offline' ? (
    <div class="bar" role="status">
      <Icon name="retry" size={18} />
      <span>The connection is lost; trying again. What you miss is caught up.</span>
    </div>
  ) : null;
}
