socket.on('connect_error', (error) => {
  console.error('Connection error:', error);
  // Implement reconnection logic
});
