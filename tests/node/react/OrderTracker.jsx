import { useEffect, useState } from 'react';
import { io } from 'socket.io-client';

export function OrderTracker({ orderId, token }) {
  const [status, setStatus] = useState('pending');

  useEffect(() => {
    const socket = io('http://localhost:3000/api/v1/realtime', {
      auth: { token }
    });

    socket.on('connect', () => {
      socket.emit('order:subscribe', { orderId });
    });

    socket.on('order:updated', (data) => {
      setStatus(data.status);
    });

    return () => {
      socket.emit('order:unsubscribe', { orderId });
      socket.disconnect();
    };
  }, [orderId, token]);

  return <div>Order Status: {status}</div>;
}
