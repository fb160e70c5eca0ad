import { sayWord } from '../shop/words';

const tones: Record<string, string> = {
  pending: 'wait',
  requested: 'wait',
  confirmed: 'go',
  processing: 'go',
  in_progress: 'go',
  shipped: 'way',
  delivered: 'done',
  completed: 'done',
  cancelled: 'stop',
};

export function StatusPill({ status }: { status: string }) {
  return (
    <span class={`pill pill-${tones[status] ?? 'go'}`} key={status}>
      {sayWord(status)}
    </span>
  );
}
