import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { broadcastEvents } from '../realtime/events';
import { broadcast, disconnect, grant, revoke, sendNotification } from '../shop/operations';
import { people } from '../shop/people';
import { useValue } from '../shop/signal';
import { sayWord } from '../shop/words';
import { useTask } from '../ui/useTask';

/** What staff can do to everybody and to one. */
export function OperationsView() {
  return (
    <section>
      <header class="view-head">
        <h1>Reach out</h1>
        <p class="muted">Write to customers, let them in, show them out.</p>
      </header>
      <div class="cards">
        <NotifyForm />
        <BroadcastForm />
        <GrantForm />
        <KickForm />
      </div>
    </section>
  );
}

function Form({ title, submit, children }: { title: string; submit: () => void; children: ComponentChildren }) {
  return (
    <form
      class="card form-card"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h2>{title}</h2>
      {children}
    </form>
  );
}

function NotifyForm() {
  const customers = useValue(people);
  const [isBusy, run] = useTask();
  const [to, setTo] = useState<string[]>([]);
  const [title, setTitle] = useState('');
  const [message, setMessage] = useState('');
  const toggle = (id: string): void => setTo(to.includes(id) ? to.filter((other) => other !== id) : [...to, id]);
  const submit = (): void =>
    void run(() => sendNotification(to, 'shop_message', title.trim(), message.trim()), 'Notification sent').then((done) => {
      if (done) {
        setTitle('');
        setMessage('');
      }
    });
  return (
    <Form title="Send a notification" submit={submit}>
      <fieldset class="checks">
        <legend>To</legend>
        {customers.map((person) => (
          <label key={person.id}>
            <input type="checkbox" checked={to.includes(person.id)} onChange={() => toggle(person.id)} />
            {person.name}
          </label>
        ))}
      </fieldset>
      <Text name="Title" value={title} set={setTitle} max={120} isOptional />
      <Text name="Message" value={message} set={setMessage} max={1000} />
      <button class="button button-main" disabled={isBusy || to.length === 0}>Send</button>
    </Form>
  );
}

function BroadcastForm() {
  const [isBusy, run] = useTask();
  const [event, setEvent] = useState<string>(broadcastEvents[0]);
  const [message, setMessage] = useState('');
  const submit = (): void =>
    void run(() => broadcast(event, { message: message.trim() }), 'Sent to everybody').then((done) => done && setMessage(''));
  return (
    <Form title="Tell everybody" submit={submit}>
      <label class="field">
        <span>What</span>
        <select value={event} onChange={(change) => setEvent(change.currentTarget.value)}>
          {broadcastEvents.map((name) => (
            <option key={name} value={name}>{sayWord(name)}</option>
          ))}
        </select>
      </label>
      <Text name="Message" value={message} set={setMessage} max={1000} />
      <button class="button button-main" disabled={isBusy}>Broadcast</button>
    </Form>
  );
}

function GrantForm() {
  const [isBusy, run] = useTask();
  const [userId, setUserId] = useState('');
  const [room, setRoom] = useState('');
  return (
    <Form title="Who may follow what" submit={() => void run(() => grant(room.trim(), userId), 'Access given')}>
      <Person value={userId} set={setUserId} />
      <Text name="Room" value={room} set={setRoom} max={200} hint="order:order_123" />
      <div class="buttons">
        <button class="button button-main" disabled={isBusy}>Give access</button>
        <button
          type="button"
          class="button"
          disabled={isBusy || room.trim() === '' || userId === ''}
          onClick={() => void run(() => revoke(room.trim(), userId), 'Access taken back')}
        >
          Take back
        </button>
      </div>
    </Form>
  );
}

function KickForm() {
  const [isBusy, run] = useTask();
  const [userId, setUserId] = useState('');
  const [reason, setReason] = useState('');
  return (
    <Form title="Disconnect somebody" submit={() => void run(() => disconnect(userId, reason.trim()), 'Disconnected')}>
      <Person value={userId} set={setUserId} />
      <Text name="Reason" value={reason} set={setReason} max={120} hint="They are told this" />
      <button class="button button-stop" disabled={isBusy}>Disconnect</button>
    </Form>
  );
}

function Person({ value, set }: { value: string; set: (id: string) => void }) {
  const everybody = useValue(people);
  return (
    <label class="field">
      <span>Who</span>
      <select required value={value} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">Choose</option>
        {everybody.map((person) => (
          <option key={person.id} value={person.id}>{`${person.name} (${person.id})`}</option>
        ))}
      </select>
    </label>
  );
}

interface TextProps {
  name: string;
  value: string;
  set: (value: string) => void;
  max: number;
  hint?: string;
  isOptional?: boolean;
}

function Text({ name, value, set, max, hint, isOptional }: TextProps) {
  return (
    <label class="field">
      <span>{name}</span>
      <input
        value={value}
        maxLength={max}
        required={!isOptional}
        placeholder={hint ?? (isOptional ? 'Optional' : '')}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
}
