import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Conversation, open } from '../shop/conversations';
import { hasEarlier, loadEarlier, messages } from '../shop/history';
import type { Message } from '../shop/messages';
import { nameOf, shortNameOf } from '../shop/people';
import { type Reach, receipts } from '../shop/receipts';
import { me } from '../shop/session';
import { useValue } from '../shop/signal';
import { typing } from '../shop/typing';
import { Loading } from '../ui/Empty';
import { Icon } from '../ui/Icon';
import { Composer } from './Composer';
import { MessageRow } from './MessageRow';

const nearEnd = 120;

export function ConversationView({ conversation, title }: { conversation: Conversation; title: string }) {
  const id = conversation.id;
  const all = useValue(messages)[id] ?? [];
  const more = useValue(hasEarlier)[id];
  const writing = useValue(typing)[id] ?? [];
  const reached = useValue(receipts)[id] ?? {};
  const [isLoading, setLoading] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const wasNearEnd = useRef(true);
  const before = useRef({ first: '', height: 0 });
  const first = all[0]?.key ?? '';
  const last = all.at(-1);
  const lastOwn = all.findLast((message) => message.userId === me().id && message.sequence !== null);

  // The newest message stays in view for whoever was at the end. Who reads further up is not moved, nor by what is put in before.
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) {
      return;
    }
    if (wasNearEnd.current || last?.state === 'sending') {
      box.scrollTop = box.scrollHeight;
    } else if (first !== before.current.first && box.scrollTop < nearEnd) {
      box.scrollTop += box.scrollHeight - before.current.height;
    }
    before.current = { first, height: box.scrollHeight };
  }, [first, last?.key, writing.length, reached]);

  // Nor does what opens below the list, or the keyboard of a phone, hide the newest message from who was there.
  useEffect(() => {
    const box = list.current!;
    const watch = new ResizeObserver(() => wasNearEnd.current && (box.scrollTop = box.scrollHeight));
    watch.observe(box);
    return () => watch.disconnect();
  }, []);

  const readEarlier = async (): Promise<void> => {
    setLoading(true);
    await loadEarlier(id);
    setLoading(false);
    list.current?.focus({ preventScroll: true });
  };

  return (
    <div class="talk">
      <header class="talk-head">
        <button type="button" class="round talk-back" aria-label="Back to the conversations" onClick={() => (open.value = null)}>
          <Icon name="back" />
        </button>
        <div>
          <h2>{title}</h2>
          <p class="muted small">{conversation.participants.map(shortNameOf).join(', ')}</p>
        </div>
      </header>
      <div
        ref={list}
        class="talk-list"
        role="log"
        aria-label="Messages"
        tabIndex={0}
        onScroll={(event) => {
          const box = event.currentTarget;
          wasNearEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEnd;
        }}
      >
        {more === true && (
          <button type="button" class="button button-small talk-more" disabled={isLoading} onClick={() => void readEarlier()}>
            {isLoading ? 'Reading…' : 'Earlier messages'}
          </button>
        )}
        {more === undefined && all.length === 0 && <Loading what="messages" />}
        {more === false && all.length === 0 && <p class="talk-empty muted">Ask us anything: we like to talk about sound.</p>}
        {all.map((message, index) => (
          <MessageRow
            key={message.key}
            conversationId={id}
            message={message}
            isFirst={all[index - 1]?.userId !== message.userId}
            isLastOwn={message === lastOwn}
            {...receiptsOf(message, conversation.participants, reached)}
          />
        ))}
        <p class="typing" aria-live="polite">
          {writing.length > 0 && (
            <>
              <span class="typing-dots" aria-hidden="true"><i /><i /><i /></span>
              {writing.map(nameOf).join(', ')} {writing.length === 1 ? 'is' : 'are'} typing
            </>
          )}
        </p>
      </div>
      {conversation.closed ? <p class="talk-closed muted">This conversation is closed.</p> : <Composer conversationId={id} />}
    </div>
  );
}

/** Which of the others have read a message of the user's, and on whose devices it has only arrived. */
function receiptsOf(message: Message, participants: string[], reached: Record<string, Reach>): { readBy: string[]; deliveredTo: string[] } {
  const { sequence } = message;
  if (sequence === null || message.userId !== me().id) {
    return { readBy: [], deliveredTo: [] };
  }
  const others = participants.filter((userId) => userId !== me().id);
  const readBy = others.filter((userId) => (reached[userId]?.read ?? 0) >= sequence);
  return { readBy, deliveredTo: others.filter((userId) => !readBy.includes(userId) && (reached[userId]?.delivered ?? 0) >= sequence) };
}
