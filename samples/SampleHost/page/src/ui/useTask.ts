import { useState } from 'preact/hooks';
import { tell } from '../shop/notices';

/** Runs what a button does: one at a time, a failure said aloud. */
export function useTask(): [isBusy: boolean, run: (task: () => Promise<void>, done?: string) => Promise<boolean>] {
  const [isBusy, setBusy] = useState(false);
  const run = async (task: () => Promise<void>, done?: string): Promise<boolean> => {
    if (isBusy) {
      return false;
    }
    setBusy(true);
    try {
      await task();
      if (done !== undefined) {
        tell(done);
      }
      return true;
    } catch (error) {
      tell('That did not work', error instanceof Error ? error.message : String(error), 'fault');
      return false;
    } finally {
      setBusy(false);
    }
  };
  return [isBusy, run];
}
