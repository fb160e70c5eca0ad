// The page around the design document's component; the test sets window.shop before.
import { createRoot } from 'react-dom/client';
import { OrderTracker } from './OrderTracker.jsx';

const { orderId, token } = window.shop;
const root = createRoot(document.querySelector('#root'));
root.render(<OrderTracker orderId={orderId} token={token} />);
window.shop.leave = () => root.unmount();
