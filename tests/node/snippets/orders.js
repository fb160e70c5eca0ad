// Subscribe
socket.emit('order:subscribe', { orderId: 'order_123' }, (response) => {
  console.log('Subscribed:', response);
});

// Listen for updates
socket.on('order:updated', (data) => {
  console.log('Order updated:', data);
  // Update UI with new order status
});

// Unsubscribe
socket.emit('order:unsubscribe', { orderId: 'order_123' });
