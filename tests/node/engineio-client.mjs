// One engine.io-client socket, below Socket.IO, driven by lines of JSON (see lines.mjs).
//
//   in:  connect {url, path?, transports?}, send {data}, close
//   out: ready, open {id, transport, upgrades, pingInterval, pingTimeout, maxPayload}, upgraded {transport}, message {data},
//        disconnected {reason}, failed {command, error}
import { Socket } from 'engine.io-client';
import { serve, write } from './lines.mjs';

let socket;

serve({
  connect({ url, path = '/socket.io/', transports }) {
    socket = new Socket(url, { path, ...(transports !== undefined && { transports }) });
    let handshake;
    socket.on('handshake', (data) => (handshake = data));
    socket.on('open', () => {
      const { upgrades, pingInterval, pingTimeout, maxPayload } = handshake;
      write('open', { id: socket.id, transport: socket.transport.name, upgrades, pingInterval, pingTimeout, maxPayload });
    });
    socket.on('upgrade', (transport) => write('upgraded', { transport: transport.name }));
    socket.on('message', (data) => write('message', { data }));
    socket.on('close', (reason) => write('disconnected', { reason }));
  },

  send({ data }) {
    socket.send(data);
  },

  close() {
    socket.close();
  },
});
