// The stack that the Node module has: socket.io on ws. No tokens, no store, no limits.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/bench/publish') {
    response.writeHead(404).end();
    return;
  }

  let body = '';
  for await (const part of request) {
    body += part;
  }

  const { orderId } = JSON.parse(body);
  namespace.to(`order:${orderId}`).emit('order:updated', {
    orderId,
    status: 'shipped',
    data: { total: 299.99, itemCount: 2, customerEmail: 'user@example.com', note: 'x'.repeat(60), benchSeq: 0, benchNs: 0 },
    timestamp: new Date().toISOString(),
  });
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"published":1}');
});
const namespace = new Server(http, { serveClient: false }).of(process.env.NS ?? '/api/v1/realtime');
let messages = 0;

namespace.on('connection', (socket) => {
  const join = (room) => (payload, ack) => {
    socket.join(room(payload));
    ack({ success: true, room: room(payload) });
  };
  socket.on('order:subscribe', join((payload) => `order:${payload.orderId}`));
  socket.on('chat:subscribe', join((payload) => `chat:${payload.conversationId}`));
  socket.on('chat:message', ({ conversationId, message }, ack) => {
    const id = `msg_${++messages}`;
    socket.to(`chat:${conversationId}`).emit('chat:message', {
      id, conversationId, userId: socket.id, email: 'user@example.com', message, timestamp: new Date().toISOString(),
    });
    ack({ success: true, id });
  });
});

http.listen(Number(process.env.PORT), '127.0.0.1');
