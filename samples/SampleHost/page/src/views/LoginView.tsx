import { useState } from 'preact/hooks';
import { farewell, logIn } from '../shop/session';
import { useValue } from '../shop/signal';
import { Brand } from './Brand';

const demos = [
  { name: 'An', email: 'an@example.com', text: 'Customer · an order and a booking' },
  { name: 'Binh', email: 'binh@example.com', text: 'Customer · another order' },
  { name: 'Tai Loc', email: 'staff@example.com', text: 'Staff · changes everything' },
];

export function LoginView() {
  const why = useValue(farewell);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);

  const submit = async (asEmail: string, asPassword: string): Promise<void> => {
    setBusy(true);
    setFault('');
    try {
      await logIn(asEmail, asPassword);
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };

  return (
    <main class="login">
      <section class="login-card">
        <Brand />
        <h1>Good sound, well looked after.</h1>
        <p class="muted">Your orders, bookings and questions, live.</p>
        {why && <p class="note">{why}</p>}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit(email, password);
          }}
        >
          <label class="field">
            <span>E-mail</span>
            <input
              type="email"
              name="email"
              autocomplete="username"
              required
              value={email}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          </label>
          <label class="field">
            <span>Password</span>
            <input
              type="password"
              name="password"
              autocomplete="current-password"
              required
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          </label>
          <p class="fault" role="alert">{fault}</p>
          <button class="button button-main button-wide" disabled={isBusy}>Log in</button>
        </form>
        <div class="login-demos">
          <h2>Or look around as</h2>
          <ul>
            {demos.map((demo) => (
              <li key={demo.email}>
                <button type="button" class="demo" disabled={isBusy} onClick={() => void submit(demo.email, 'demo')}>
                  <span class="demo-name">{demo.name}</span>
                  <span class="demo-text">{demo.text}</span>
                </button>
              </li>
            ))}
          </ul>
          <p class="muted small">Open a second tab to be two people at once.</p>
        </div>
      </section>
    </main>
  );
}
