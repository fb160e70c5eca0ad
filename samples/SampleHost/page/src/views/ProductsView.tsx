import { useEffect, useState } from 'preact/hooks';
import type { Product } from '../rest/types';
import { connection } from '../shop/live';
import { look, products, setStock, viewers } from '../shop/products';
import { useValue } from '../shop/signal';
import { sayCount, sayMoney } from '../shop/words';
import { Loading } from '../ui/Empty';
import { Icon } from '../ui/Icon';
import { ProductPicture } from '../ui/ProductPicture';
import { useTask } from '../ui/useTask';

const lookAgain = 5_000;

export function ProductsView({ isStaff }: { isStaff: boolean }) {
  const all = useValue(products);
  const [openId, setOpen] = useState<string | null>(null);
  useLooking(openId);
  return (
    <section>
      <header class="view-head">
        <h1>Products</h1>
        <p class="muted">{isStaff ? 'Set the stock; everybody sees it at once.' : 'Stock as it is right now. Open one to see who else is looking.'}</p>
      </header>
      {all === null && <Loading what="products" />}
      <div class="shelf">
        {all?.map((product) => (
          <ProductCard
            key={product.id}
            product={product}
            isStaff={isStaff}
            isOpen={product.id === openId}
            toggle={() => setOpen(product.id === openId ? null : product.id)}
          />
        ))}
      </div>
    </section>
  );
}

interface CardProps {
  product: Product;
  isStaff: boolean;
  isOpen: boolean;
  toggle: () => void;
}

function ProductCard({ product, isStaff, isOpen, toggle }: CardProps) {
  const watching = useValue(viewers);
  const isLow = product.available && product.quantity < product.lowStockBelow;
  return (
    <article class={isOpen ? 'card product is-open' : 'card product'} data-product={product.id} aria-label={product.name}>
      <button type="button" class="product-open" aria-expanded={isOpen} onClick={toggle}>
        <ProductPicture kind={product.kind} />
        <span class="product-name">{product.name}</span>
        <span class="product-price figure">{sayMoney(product.price)}</span>
      </button>
      <p class={`stock ${product.available ? (isLow ? 'stock-low' : 'stock-in') : 'stock-out'}`} aria-live="polite">
        <span class="stock-dot" aria-hidden="true" />
        <span key={product.quantity} class="flash">
          {product.available ? (isLow ? `Only ${product.quantity} left` : `${product.quantity} in stock`) : 'Sold out'}
        </span>
      </p>
      {isOpen && (
        <div class="product-more">
          <p>{product.description}</p>
          {watching?.productId === product.id && (
            <p class="viewers">
              <Icon name="eye" size={18} /> {sayCount(watching.count, 'person', 'people')} viewing
            </p>
          )}
        </div>
      )}
      {isStaff && <StockForm product={product} />}
    </article>
  );
}

function StockForm({ product }: { product: Product }) {
  const [isBusy, run] = useTask();
  const [wanted, setWanted] = useState<number | null>(null);
  const value = wanted ?? product.quantity;
  const put = (quantity: number): void => void run(() => setStock(product.id, quantity)).then(() => setWanted(null));
  return (
    <form
      class="staff-form"
      aria-label={`Stock of ${product.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        put(value);
      }}
    >
      <div class="stepper">
        <button type="button" aria-label="One less" disabled={isBusy || product.quantity === 0} onClick={() => put(product.quantity - 1)}>−</button>
        <input
          type="number"
          min={0}
          max={1_000_000}
          required
          aria-label="Pieces in stock"
          value={value}
          onInput={(event) => setWanted(event.currentTarget.valueAsNumber)}
        />
        <button type="button" aria-label="One more" disabled={isBusy} onClick={() => put(product.quantity + 1)}>+</button>
      </div>
      <button class="button" disabled={isBusy || wanted === null || wanted === product.quantity}>Set</button>
    </form>
  );
}

/** Says which product is on the screen, for as long as it is, and asks again who else is there. */
function useLooking(productId: string | null): void {
  const state = useValue(connection);
  useEffect(() => {
    if (productId === null || state !== 'connected') {
      return;
    }
    void look(productId);
    const timer = setInterval(() => void look(productId), lookAgain);
    return () => {
      clearInterval(timer);
      void look(null);
    };
  }, [productId, state]);
}
