import type { RealtimeClient, RealtimeHandlers, Wire } from './client';
import { SignalRClient } from './signalrClient';

const address = '/api/v1/realtime';

export const wireNames: Record<Wire, string> = { signalr: 'SignalR', socketio: 'Socket.IO' };

/** Makes the client for a wire; Socket.IO's code is loaded when it is chosen. */
export async function openWire(wire: Wire, handlers: RealtimeHandlers): Promise<RealtimeClient> {
  if (wire === 'socketio') {
    const { SocketIoClient } = await import('./socketIoClient');
    return new SocketIoClient(address, handlers);
  }
  return new SignalRClient(address, handlers);
}

/** Asks the host which wires it serves. */
export async function findWires(): Promise<Wire[]> {
  try {
    const answer = await fetch('/socket.io/?EIO=4&transport=polling');
    return answer.ok ? ['signalr', 'socketio'] : ['signalr'];
  } catch {
    return ['signalr'];
  }
}
