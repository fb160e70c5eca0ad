// Many socket.io-client sockets that begin with polling and move to WebSocket while they talk (see lines.mjs).
//
//   in:  connect {clients: [{url, token, orderId, conversationId}], burst}   burst: messages sent at each of three moments
//        report                                                            after the update whose status is "end"
//   out: ready, upgraded {index}, upgradedAll, ended,
//        report {clients: [{transport, statuses, sequences, sent}]}         in the order of arrival
import { io } from 'socket.io-client';
import { serve, write } from './lines.mjs';

const clients = [];
let upgraded = 0;
let ended = 0;

function start({ url, token, orderId, conversationId }, index, burst) {
  const socket = io(url, { auth: { token }, forceNew: true });
  const client = { socket, statuses: [], sequences: [], sent: 0 };

  const talk = () => {
    for (let i = 0; i < burst; i++) {
      const message = `${client.sent++}`;
      socket.emit('chat:message', { conversationId, message }, (ack) => client.sequences.push([message, ack.sequence]));
    }
  };

  socket.io.engine.on('upgrading', talk);
  socket.io.engine.on('upgrade', () => {
    talk();
    write('upgraded', { index });
    if (++upgraded === clients.length) {
      write('upgradedAll');
    }
  });
  socket.on('connect', () => {
    socket.emit('order:subscribe', { orderId });
    talk();
  });
  socket.on('order:updated', ({ status }) => {
    if (status !== 'end') {
      client.statuses.push(Number(status));
    } else if (++ended === clients.length) {
      write('ended');
    }
  });
  return client;
}

serve({
  connect(command) {
    clients.length = command.clients.length;
    command.clients.forEach((client, index) => (clients[index] = start(client, index, command.burst)));
  },

  report() {
    write('report', {
      clients: clients.map(({ socket, statuses, sequences, sent }) => ({
        transport: socket.io.engine.transport.name,
        statuses,
        sequences,
        sent,
      })),
    });
  },
});
