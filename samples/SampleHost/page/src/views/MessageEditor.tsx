import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { longestMessage } from '../shop/messages';

/** Changes a message in its place: Enter saves, Escape leaves it as it was. */
export function MessageEditor({ text, save, cancel }: { text: string; save: (text: string) => void; cancel: () => void }) {
  const [value, setValue] = useState(text);
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, []);
  const submit = (): void => {
    const changed = value.trim();
    if (changed === text.trim()) {
      cancel();
    } else if (changed !== '') {
      save(changed);
    }
  };
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        ref={box}
        aria-label="Change the message"
        rows={1}
        maxLength={longestMessage}
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            cancel();
          } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            submit();
          }
        }}
      />
      <div class="buttons">
        <button type="button" class="button button-small" onClick={cancel}>Cancel</button>
        <button class="button button-small button-main" disabled={value.trim() === ''}>Save</button>
      </div>
    </form>
  );
}
