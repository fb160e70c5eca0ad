import type { StatusChange } from '../rest/types';
import { sayShort, sayWord } from '../shop/words';
import { Icon } from './Icon';

/** How far a thing has come. A status outside the usual way is shown as the step that was reached last. */
export function Timeline({ steps, status, history }: { steps: string[]; status: string; history: StatusChange[] }) {
  const usual = steps.indexOf(status);
  const shown = usual >= 0 ? steps : [...new Set(history.map((change) => change.status))];
  const reached = usual >= 0 ? usual : shown.length - 1;
  return (
    <ol class="timeline" aria-label="Progress">
      {shown.map((step, index) => {
        const at = history.findLast((change) => change.status === step)?.at;
        const isStop = step === 'cancelled';
        const state = index < reached ? 'past' : index === reached ? 'now' : 'next';
        return (
          <li key={step} class={`step step-${isStop ? 'stop' : state}`} aria-current={state === 'now' ? 'step' : undefined}>
            <span class="step-dot">{(state !== 'next' && <Icon name={isStop ? 'close' : 'check'} size={13} />) || null}</span>
            <span class="step-name">{sayWord(step)}</span>
            {at && state !== 'next' && <time class="step-time" dateTime={at}>{sayShort(at)}</time>}
          </li>
        );
      })}
    </ol>
  );
}
