socket.emit('booking:subscribe', { bookingId: 'booking_456' });

socket.on('booking:updated', (data) => {
  console.log('Booking updated:', data);
});
