socket.emit('chat:subscribe', { conversationId: 'conv_789' });

socket.emit('chat:message', {
  conversationId: 'conv_789',
  message: 'Hello!'
});

socket.on('chat:message', (message) => {
  console.log('New message:', message);
  // Add to chat UI
});
