// One socket.io-client socket, driven by lines of JSON (see lines.mjs).
//
//   in:  connect {url, auth?, transports?, extraHeaders?, path?, options?}   without url: connects the same socket again
//        auth {auth}          what the next CONNECT sends
//        emit {id?, event, args?, ack?, timeout?, promise?}   promise: with emitWithAck
//        emitMany {id, event, list}                             an acknowledged emit for each item; one reply, in the order of the acks
//        namespace {name}                                       another socket on the same connection
//        closeEngine {abrupt?} closes the Engine.IO session below the socket; abrupt: the server is not told
//        disconnect
//   out: ready, connected {id, recovered, transport}, connect_error {message, data}, upgraded {transport},
//        event {name, args}, reply {id, result, args | error}, reconnecting {attempt}, reconnected {attempt},
//        disconnected {reason, active}, namespaceConnected {name}, namespaceRefused {name, message}, failed {command, error}
import { io } from 'socket.io-client';
import { describe, serve, write } from './lines.mjs';

let socket;
let auth;

function connect(command) {
  socket = io(command.url, {
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 200,
    ...command.options,
    ...(command.path !== undefined && { path: command.path }),
    ...(command.transports !== undefined && { transports: command.transports }),
    ...(command.extraHeaders !== undefined && { extraHeaders: command.extraHeaders }),
    auth: (send) => send(auth ?? {}),
  });

  const watchEngine = () => socket.io.engine.on('upgrade', (transport) => write('upgraded', { transport: transport.name }));
  watchEngine();
  socket.io.on('reconnect_attempt', (attempt) => write('reconnecting', { attempt }));
  socket.io.on('reconnect', (attempt) => {
    watchEngine();
    write('reconnected', { attempt });
  });

  socket.on('connect', () =>
    write('connected', { id: socket.id, recovered: socket.recovered === true, transport: socket.io.engine.transport.name }),
  );
  socket.on('connect_error', (error) => write('connect_error', { message: error.message, data: error.data ?? null }));
  socket.on('disconnect', (reason) => write('disconnected', { reason, active: socket.active }));
  socket.onAny((name, ...args) => write('event', { name, args }));
}

serve({
  connect(command) {
    if (command.auth !== undefined) {
      auth = command.auth;
    }
    if (command.url === undefined) {
      socket.connect();
    } else {
      connect(command);
    }
  },

  auth(command) {
    auth = command.auth;
  },

  emit({ id, event, args = [], ack, timeout, promise }) {
    if (promise) {
      const emitter = timeout === undefined ? socket : socket.timeout(timeout);
      return emitter.emitWithAck(event, ...args).then((result) => write('reply', { id, result }));
    }
    if (!ack) {
      socket.emit(event, ...args);
    } else if (timeout === undefined) {
      socket.emit(event, ...args, (...answer) => write('reply', { id, result: answer[0] ?? null, args: answer }));
    } else {
      socket.timeout(timeout).emit(event, ...args, (error, ...answer) =>
        write('reply', error ? { id, error: describe(error) } : { id, result: answer[0] ?? null, args: answer }),
      );
    }
  },

  emitMany({ id, event, list }) {
    const args = [];
    list.forEach((item, index) =>
      socket.emit(event, item, (answer) => {
        args.push({ index, answer });
        if (args.length === list.length) {
          write('reply', { id, result: null, args });
        }
      }),
    );
  },

  namespace({ name }) {
    const other = socket.io.socket(name);
    other.on('connect', () => write('namespaceConnected', { name }));
    other.on('connect_error', (error) => write('namespaceRefused', { name, message: error.message, data: error.data ?? null }));
    other.connect();
  },

  closeEngine({ abrupt }) {
    const engine = socket.io.engine;
    if (!abrupt) {
      engine.close();
    } else if (engine.transport.ws?.terminate) {
      engine.transport.ws.terminate();
    } else {
      // Polling has no connection to cut: the client forgets the session, the server has to find out.
      engine._onClose('transport close');
    }
  },

  disconnect() {
    socket.disconnect();
  },
});
