// Many stock socket.io-client sockets in one process, driven by lines of JSON (see lines.mjs); each names its client.
//
//   in:  open {client, url, token?, transports?}     never reconnects by itself
//        call {client, id, event, args}              with an acknowledgement
//        close {client}
//   out: ready, opened {client}, refused {client, message, data}, event {client, name, args},
//        reply {client, id, args | error}, closed {client, reason}, failed {command, error}
import { Agent } from 'node:http';
import { io } from 'socket.io-client';
import { serve, write } from './lines.mjs';

const clients = new Map();

serve({
  open({ client, url, token, transports }) {
    const socket = io(url, {
      forceNew: true,
      // Of its own: a kept-alive connection to an earlier host may have the port of a new one.
      agent: new Agent({ keepAlive: true }),
      reconnection: false,
      ...(token !== undefined && { auth: { token } }),
      ...(transports !== undefined && { transports }),
    });
    const pending = new Set();
    clients.set(client, { socket, pending });
    socket.on('connect', () => write('opened', { client }));
    socket.on('connect_error', (error) => write('refused', { client, message: error.message, data: error.data ?? null }));
    socket.onAny((name, ...args) => write('event', { client, name, args }));
    socket.on('disconnect', (reason) => {
      for (const id of pending) {
        write('reply', { client, id, error: reason });
      }
      pending.clear();
      write('closed', { client, reason });
    });
  },

  call({ client, id, event, args }) {
    const { socket, pending } = clients.get(client);
    if (!socket.connected) {
      write('reply', { client, id, error: 'not connected' });
      return;
    }
    pending.add(id);
    socket.emit(event, ...args, (...answer) => {
      if (pending.delete(id)) {
        write('reply', { client, id, args: answer });
      }
    });
  },

  close({ client }) {
    clients.get(client)?.socket.disconnect();
    clients.delete(client);
  },
});
