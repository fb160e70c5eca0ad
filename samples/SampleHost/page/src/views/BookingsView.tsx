import type { Booking } from '../rest/types';
import { bookingStatuses, bookingSteps, bookings, changeBooking } from '../shop/bookings';
import { nameOf } from '../shop/people';
import { useValue } from '../shop/signal';
import { sayDate } from '../shop/words';
import { Empty, Loading } from '../ui/Empty';
import { Icon } from '../ui/Icon';
import { StatusPill } from '../ui/StatusPill';
import { Timeline } from '../ui/Timeline';
import { ReminderForm } from './ReminderForm';
import { StatusForm } from './StatusForm';

export function BookingsView({ isStaff }: { isStaff: boolean }) {
  const all = useValue(bookings);
  return (
    <section>
      <header class="view-head">
        <h1>{isStaff ? 'All bookings' : 'My bookings'}</h1>
        <p class="muted">{isStaff ? 'Confirm, move on, remind.' : 'Appointments with our technicians.'}</p>
      </header>
      {all === null && <Loading what="bookings" />}
      {all?.length === 0 && <Empty icon="bookings" title="No bookings yet" text="Appointments you make show up here." />}
      <div class="cards">{all?.map((booking) => <BookingCard key={booking.id} booking={booking} isStaff={isStaff} />)}</div>
    </section>
  );
}

function BookingCard({ booking, isStaff }: { booking: Booking; isStaff: boolean }) {
  const note = booking.data?.['note'];
  return (
    <article class="card" data-booking={booking.id} data-status={booking.status} aria-label={`Booking ${booking.id}`}>
      <header class="card-head">
        <div>
          <h2>{booking.serviceName}</h2>
          <p class="muted small">
            {booking.id}
            {isStaff && ` · ${nameOf(booking.customerId)}`}
          </p>
        </div>
        <StatusPill status={booking.status} />
      </header>
      <dl class="facts">
        <div>
          <dt><Icon name="bookings" size={18} /><span class="visually-hidden">When</span></dt>
          <dd><time dateTime={booking.scheduledDate}>{sayDate(booking.scheduledDate)}</time></dd>
        </div>
        <div>
          <dt><Icon name="place" size={18} /><span class="visually-hidden">Where</span></dt>
          <dd>{booking.place}</dd>
        </div>
      </dl>
      <Timeline steps={bookingSteps} status={booking.status} history={booking.history} />
      {typeof note === 'string' && <p class="note">{note}</p>}
      {isStaff && (
        <>
          <StatusForm
            id={booking.id}
            status={booking.status}
            statuses={bookingStatuses}
            noteName="Note to the customer"
            change={(status, text) => changeBooking(booking.id, status, text ? { note: text } : undefined)}
          />
          <ReminderForm booking={booking} />
        </>
      )}
    </article>
  );
}
