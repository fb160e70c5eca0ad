import { session } from '../shop/session';
import { useValue } from '../shop/signal';
import { LoginView } from './LoginView';
import { Shell } from './Shell';

export function App() {
  const login = useValue(session);
  return login === null ? <LoginView /> : <Shell key={login.user.id} user={login.user} />;
}
