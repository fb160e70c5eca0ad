import { useEffect, useRef, useState } from 'preact/hooks';
import { type Attachment, mostAttachments } from '../shop/attachments';
import { send } from '../shop/chat';
import { longestMessage } from '../shop/messages';
import { sayTyping } from '../shop/typing';
import { Icon } from '../ui/Icon';
import { AttachmentFields } from './Attachments';

const sayAgain = 3_000;
const pauseLength = 4_000;

export function Composer({ conversationId }: { conversationId: string }) {
  const [text, setText] = useState('');
  const [attachments, setAttachments] = useState<Attachment[]>([]);
  const [isAttaching, setAttaching] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
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
  const isEmpty = text.trim() === '' && attachments.length === 0;
  const submit = (): void => {
    if (!isEmpty) {
      setText('');
      setAttachments([]);
      stop();
      void send(conversationId, text.trim(), attachments);
    }
  };
  const doneAttaching = (more: Attachment[]): void => {
    setAttachments([...attachments, ...more]);
    setAttaching(false);
    box.current?.focus();
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
      {isAttaching && <AttachmentFields add={(one) => doneAttaching([one])} cancel={() => doneAttaching([])} />}
      {attachments.length > 0 && (
        <ul class="composer-files" aria-label="To be sent with the message">
          {attachments.map((one) => (
            <li key={one.url}>
              <Icon name="file" size={16} />
              <span>{one.name}</span>
              <button
                type="button"
                class="round round-small"
                aria-label={`Leave out ${one.name}`}
                onClick={() => setAttachments(attachments.filter((other) => other !== one))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="composer-line">
        <button
          type="button"
          class="round"
          aria-label="Attach a file by its address"
          aria-expanded={isAttaching}
          disabled={attachments.length >= mostAttachments}
          onClick={() => setAttaching(!isAttaching)}
        >
          <Icon name="clip" />
        </button>
        <textarea
          ref={box}
          rows={1}
          aria-label="Message"
          placeholder="Write a message"
          maxLength={longestMessage}
          value={text}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              submit();
            }
          }}
        />
        <button class="round round-main" aria-label="Send" disabled={isEmpty}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
