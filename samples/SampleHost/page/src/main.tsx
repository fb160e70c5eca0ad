import { render } from 'preact';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/login.css';
import './styles/shop.css';
import './styles/chat.css';
import './styles/notices.css';
import { forget } from './shop/forget';
import { goLive } from './shop/live';
import { session } from './shop/session';
import { App } from './views/App';

session.follow(forget);
goLive();
render(<App />, document.getElementById('app')!);
