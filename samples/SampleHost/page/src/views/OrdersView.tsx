import type { Order } from '../rest/types';
import { changeOrder, orderStatuses, orderSteps, orders } from '../shop/orders';
import { nameOf } from '../shop/people';
import { useValue } from '../shop/signal';
import { sayCount, sayDate, sayMoney } from '../shop/words';
import { Empty, Loading } from '../ui/Empty';
import { StatusPill } from '../ui/StatusPill';
import { Timeline } from '../ui/Timeline';
import { StatusForm } from './StatusForm';

export function OrdersView({ isStaff }: { isStaff: boolean }) {
  const all = useValue(orders);
  return (
    <section>
      <header class="view-head">
        <h1>{isStaff ? 'All orders' : 'My orders'}</h1>
        <p class="muted">{isStaff ? 'A change reaches its customer at once.' : 'The status follows by itself; no need to reload.'}</p>
      </header>
      {all === null && <Loading what="orders" />}
      {all?.length === 0 && <Empty icon="orders" title="No orders yet" text="What you order shows up here." />}
      <div class="cards">{all?.map((order) => <OrderCard key={order.id} order={order} isStaff={isStaff} />)}</div>
    </section>
  );
}

function OrderCard({ order, isStaff }: { order: Order; isStaff: boolean }) {
  const tracking = order.data?.['trackingNumber'];
  const placed = order.history[0]?.at;
  return (
    <article class="card" data-order={order.id} data-status={order.status} aria-label={`Order ${order.id}`}>
      <header class="card-head">
        <div>
          <h2>{order.id}</h2>
          <p class="muted small">
            {placed && sayDate(placed)}
            {isStaff && ` · ${nameOf(order.customerId)}`}
          </p>
        </div>
        <StatusPill status={order.status} />
      </header>
      <Timeline steps={orderSteps} status={order.status} history={order.history} />
      {typeof tracking === 'string' && (
        <p class="note">
          Tracking number <strong>{tracking}</strong>
        </p>
      )}
      <ul class="lines">
        {order.lines.map((line) => (
          <li key={line.productId}>
            <span>
              {line.quantity} × {line.name}
            </span>
            <span class="figure">{sayMoney(line.price * line.quantity)}</span>
          </li>
        ))}
        <li class="lines-total">
          <span>{sayCount(order.lines.reduce((sum, line) => sum + line.quantity, 0), 'item')}</span>
          <span class="figure">{sayMoney(order.total)}</span>
        </li>
      </ul>
      {isStaff && (
        <StatusForm
          id={order.id}
          status={order.status}
          statuses={orderStatuses}
          noteName="Tracking number"
          change={(status, note) => changeOrder(order.id, status, note ? { trackingNumber: note } : undefined)}
        />
      )}
    </article>
  );
}
