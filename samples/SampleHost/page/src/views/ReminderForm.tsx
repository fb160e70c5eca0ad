import { useState } from 'preact/hooks';
import type { Booking } from '../rest/types';
import { remindOfBooking } from '../shop/bookings';
import { useTask } from '../ui/useTask';

const choices = [
  { name: 'in a minute', seconds: 60 },
  { name: 'in 10 seconds', seconds: 10 },
  { name: 'in an hour', seconds: 3600 },
] as const;

const dayBefore = 'the day before';

/** Schedules a reminder; a short time is there to see it come. */
export function ReminderForm({ booking }: { booking: Booking }) {
  const [isBusy, run] = useTask();
  const [when, setWhen] = useState<string>(dayBefore);
  const [message, setMessage] = useState('');

  const dueAt = (): Date => {
    const choice = choices.find((one) => one.name === when);
    return choice ? new Date(Date.now() + choice.seconds * 1000) : new Date(Date.parse(booking.scheduledDate) - 24 * 3600 * 1000);
  };

  return (
    <form
      class="staff-form"
      aria-label={`Remind of ${booking.id}`}
      onSubmit={(event) => {
        event.preventDefault();
        void run(() => remindOfBooking(booking.id, dueAt(), message.trim()), 'Reminder scheduled').then((done) => done && setMessage(''));
      }}
    >
      <label class="field field-small">
        <span>Remind</span>
        <select value={when} onChange={(event) => setWhen(event.currentTarget.value)}>
          {[dayBefore, ...choices.map((choice) => choice.name)].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label class="field field-small field-grow">
        <span>Words</span>
        <input value={message} maxLength={500} placeholder="Optional" onInput={(event) => setMessage(event.currentTarget.value)} />
      </label>
      <button class="button" disabled={isBusy}>Schedule</button>
    </form>
  );
}
