import type { Payload } from '../realtime/client';
import type { Order } from '../rest/types';
import { join } from './live';
import { ask } from './session';
import { Signal } from './signal';
import { freshest, withStatus } from './timeline';

export const orders = new Signal<Order[] | null>(null);

export const orderSteps = ['pending', 'confirmed', 'processing', 'shipped', 'delivered'];
export const orderStatuses = [...orderSteps, 'cancelled'];

export async function loadOrders(): Promise<void> {
  const first = await ask<Order[]>('GET', 'orders');
  await Promise.all(first.map((order) => join('order', order.id)));
  take(await ask<Order[]>('GET', 'orders'));
}

export async function changeOrder(id: string, status: string, data?: Payload): Promise<void> {
  take([await ask<Order>('PUT', `orders/${encodeURIComponent(id)}/status`, { status, data })]);
}

export function orderUpdated(payload: Payload): void {
  orders.update((known) => known?.map((order) => (order.id === payload['orderId'] ? withStatus(order, payload) : order)) ?? null);
}

function take(read: Order[]): void {
  orders.update((known) => freshest(known, read));
}
