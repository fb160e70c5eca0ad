import type { Payload } from '../realtime/client';
import type { Booking } from '../rest/types';
import { join } from './live';
import { ask } from './session';
import { Signal } from './signal';
import { freshest, withStatus } from './timeline';

export const bookings = new Signal<Booking[] | null>(null);

export const bookingSteps = ['requested', 'confirmed', 'in_progress', 'completed'];
export const bookingStatuses = [...bookingSteps, 'cancelled'];

export async function loadBookings(): Promise<void> {
  const first = await ask<Booking[]>('GET', 'bookings');
  await Promise.all(first.map((booking) => join('booking', booking.id)));
  take(await ask<Booking[]>('GET', 'bookings'));
}

export async function changeBooking(id: string, status: string, data?: Payload): Promise<void> {
  take([await ask<Booking>('PUT', `bookings/${encodeURIComponent(id)}/status`, { status, data })]);
}

export async function remindOfBooking(id: string, dueAt: Date, message: string): Promise<void> {
  await ask('POST', `bookings/${encodeURIComponent(id)}/reminders`, { dueAt: dueAt.toISOString(), message: message || undefined });
}

export function bookingUpdated(payload: Payload): void {
  bookings.update((known) => known?.map((booking) => (booking.id === payload['bookingId'] ? withStatus(booking, payload) : booking)) ?? null);
}

function take(read: Booking[]): void {
  bookings.update((known) => freshest(known, read));
}
