import { nameOf, people } from '../shop/people';
import { useValue } from '../shop/signal';
import { Icon } from '../ui/Icon';

interface Props {
  readBy: string[];
  deliveredTo: string[];
  /** Said in words under the newest message; under the others the mark is enough to see, and the words are there to hear. */
  isSaid: boolean;
}

/** One tick: the shop has it. Two: it has arrived. Coloured: somebody has read it. */
export function Receipts({ readBy, deliveredTo, isSaid }: Props) {
  useValue(people);
  const parts = [
    ...(readBy.length > 0 ? [`Read by ${readBy.map(nameOf).join(', ')}`] : []),
    ...(deliveredTo.length > 0 ? [`Delivered to ${deliveredTo.map(nameOf).join(', ')}`] : []),
  ];
  const words = parts.join(' · ') || 'Sent';
  return (
    <span class={readBy.length > 0 ? 'receipts is-read' : 'receipts'} title={words}>
      <Icon name={parts.length > 0 ? 'checks' : 'check'} size={15} />
      <span class={isSaid ? '' : 'visually-hidden'}>{words}</span>
    </span>
  );
}
