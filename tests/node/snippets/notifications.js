socket.on('notification:message', (notification) => {
  console.log('New notification:', notification);
  // Show notification to user
});

socket.on('notification:order_updated', (data) => {
  console.log('Order notification:', data);
});
