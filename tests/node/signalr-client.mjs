// One @microsoft/signalr connection, driven by lines of JSON (see lines.mjs).
//
//   in:  connect {url, token?, transport?, withReconnect?, skipNegotiation?, headers?, serverTimeout?}
//        token {token}        what the next request for an access token gets
//        on {event}           once per event name, before or after connect
//        invoke {id, method, args?}
//        send {id?, method, args?}
//        cut                  drops the WebSocket without a word, as a lost network does
//        stop
//   out: ready, connected {connectionId}, connect_error {message}, reply {id, result | error}, sent {id},
//        event {name, args}, reconnecting {error}, reconnected {connectionId}, closed {error}, failed {command, error}
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { describe, serve, write } from './lines.mjs';

const transports = {
  webSockets: HttpTransportType.WebSockets,
  serverSentEvents: HttpTransportType.ServerSentEvents,
  longPolling: HttpTransportType.LongPolling,
};

const names = new Set();
let hub;
let token;

function listen(name) {
  hub.on(name, (...args) => write('event', { name, args }));
}

function build(command) {
  const options = { headers: command.headers, skipNegotiation: command.skipNegotiation };
  if (command.transport) {
    options.transport = transports[command.transport];
    if (options.transport === undefined) {
      throw new Error(`Unknown transport '${command.transport}'.`);
    }
  }
  if (token !== undefined) {
    options.accessTokenFactory = () => token;
  }

  const builder = new HubConnectionBuilder().withUrl(command.url, options).configureLogging({
    log: (level, message) => level >= LogLevel.Information && process.stderr.write(`${LogLevel[level]}: ${message}\n`),
  });
  if (command.withReconnect) {
    builder.withAutomaticReconnect(Array.isArray(command.withReconnect) ? command.withReconnect : undefined);
  }
  if (command.serverTimeout) {
    builder.withServerTimeout(command.serverTimeout);
  }
  return builder.build();
}

serve({
  async connect(command) {
    token = command.token ?? token;
    hub = build(command);
    hub.onclose((error) => write('closed', { error: describe(error) }));
    hub.onreconnecting((error) => write('reconnecting', { error: describe(error) }));
    hub.onreconnected((connectionId) => write('reconnected', { connectionId }));
    names.forEach(listen);
    try {
      await hub.start();
    } catch (error) {
      write('connect_error', { message: describe(error) });
      return;
    }
    write('connected', { connectionId: hub.connectionId });
  },

  token(command) {
    token = command.token;
  },

  on(command) {
    if (!names.has(command.event)) {
      names.add(command.event);
      if (hub) {
        listen(command.event);
      }
    }
  },

  async invoke(command) {
    let result;
    try {
      result = await hub.invoke(command.method, ...(command.args ?? []));
    } catch (error) {
      write('reply', { id: command.id, error: describe(error) });
      return;
    }
    write('reply', { id: command.id, result: result ?? null });
  },

  async send(command) {
    await hub.send(command.method, ...(command.args ?? []));
    write('sent', { id: command.id });
  },

  cut() {
    // The client has no public way to lose its network; its version is pinned in package.json.
    hub.connection.transport._webSocket.terminate();
  },

  async stop() {
    await hub.stop();
  },
});
