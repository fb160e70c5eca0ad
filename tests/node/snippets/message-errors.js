socket.emit('order:subscribe', { orderId }, (response) => {
  if (!response.success) {
    console.error('Subscription failed:', response.error);
  }
});
