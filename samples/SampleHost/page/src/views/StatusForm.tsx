import { useState } from 'preact/hooks';
import { sayWord } from '../shop/words';
import { useTask } from '../ui/useTask';

interface Props {
  id: string;
  status: string;
  statuses: string[];
  noteName: string;
  change: (status: string, note: string) => Promise<void>;
}

/** Staff's way to move an order or a booking on. */
export function StatusForm({ id, status, statuses, noteName, change }: Props) {
  const [isBusy, run] = useTask();
  const [note, setNote] = useState('');
  const next = statuses[Math.min(statuses.indexOf(status) + 1, statuses.length - 2)] ?? status;
  const [chosen, choose] = useState<string | null>(null);
  const value = chosen ?? next;
  return (
    <form
      class="staff-form"
      aria-label={`Change ${id}`}
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => {
          await change(value, note.trim());
          choose(null);
          setNote('');
        });
      }}
    >
      <label class="field field-small">
        <span>Status</span>
        <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
          {[...new Set([...statuses, status])].map((one) => (
            <option key={one} value={one}>{sayWord(one)}</option>
          ))}
        </select>
      </label>
      <label class="field field-small field-grow">
        <span>{noteName}</span>
        <input value={note} maxLength={200} placeholder="Optional" onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <button class="button button-main" disabled={isBusy}>Update</button>
    </form>
  );
}
