import type { Payload } from '../realtime/client';
import type { Product } from '../rest/types';
import { call, join } from './live';
import { ask } from './session';
import { Signal } from './signal';

export const products = new Signal<Product[] | null>(null);

/** How many people look at the product that is open here. */
export const viewers = new Signal<{ productId: string; count: number } | null>(null);

export async function loadProducts(): Promise<void> {
  if (products.value === null) {
    products.value = await ask<Product[]>('GET', 'products');
  }
  await Promise.all(products.value.map((product) => join('inventory', product.id)));
  products.value = await ask<Product[]>('GET', 'products');
}

export async function setStock(id: string, quantity: number): Promise<void> {
  const changed = await ask<Product>('PUT', `products/${encodeURIComponent(id)}/stock`, { quantity });
  replace(id, () => changed);
}

export function stockUpdated(payload: Payload): void {
  replace(String(payload['productId']), (product) => ({
    ...product,
    quantity: Number(payload['quantity']),
    available: Boolean(payload['available']),
  }));
}

export function availabilityChanged(payload: Payload, available: boolean): void {
  replace(String(payload['productId']), (product) => ({ ...product, available }));
}

/** Tells the shop what is being looked at, and learns how many others do; null: nothing. */
export async function look(productId: string | null): Promise<void> {
  const ack = await call<{ viewers: number }>('presence:viewing', { productId });
  viewers.value = ack.success && productId !== null ? { productId, count: ack.viewers } : null;
}

function replace(id: string, change: (product: Product) => Product): void {
  products.update((known) => known?.map((product) => (product.id === id ? change(product) : product)) ?? null);
}
