import { useEffect, useRef, useState } from 'preact/hooks';
import { sayTyping, send } from '../shop/chat';
import { Icon } from '../ui/Icon';

const sayAgain = 3_000;
const pauseLength = 4_000;

export function Composer({ conversationId }: { conversationId: string }) {
  const [text, setText] = useState('');
  const saidAt = useRef(0);
  const quiet = useRef<ReturnType<typeof setTimeout>>(undefined);

  const stop = (): void => {
    clearTimeout(quiet.current);
    if (saidAt.current > 0) {
      saidAt.current = 0;
      void sayTyping(conversationId, false);
    }
  };
  const typed = (value: string): void => {
    setText(value);
    if (value === '') {
      stop();
      return;
    }
    clearTimeout(quiet.current);
    quiet.current = setTimeout(stop, pauseLength);
    if (Date.now() - saidAt.current > sayAgain) {
      saidAt.current = Date.now();
      void sayTyping(conversationId, true);
    }
  };
  const submit = (): void => {
    const message = text.trim();
    if (message !== '') {
      setText('');
      stop();
      void send(conversationId, message);
    }
  };
  useEffect(() => stop, [conversationId]);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <textarea
        rows={1}
        aria-label="Message"
        placeholder="Write a message"
        maxLength={2000}
        value={text}
        onInput={(event) => typed(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            submit();
          }
        }}
      />
      <button class="round round-main" aria-label="Send" disabled={text.trim() === ''}>
        <Icon name="send" />
      </button>
    </form>
  );
}
