import { useLayoutEffect, useRef } from 'preact/hooks';
import { hasEarlier, loadEarlier, messages, open, readMarks, typing } from '../shop/chat';
import type { Conversation, Message } from '../shop/messages';
import { nameOf, shortNameOf } from '../shop/people';
import { me } from '../shop/session';
import { useValue } from '../shop/signal';
import { Icon } from '../ui/Icon';
import { Composer } from './Composer';
import { MessageRow } from './MessageRow';

const nearEnd = 120;

export function ConversationView({ conversation, title }: { conversation: Conversation; title: string }) {
  const id = conversation.id;
  const all = useValue(messages)[id] ?? [];
  const more = useValue(hasEarlier)[id] ?? false;
  const writing = useValue(typing)[id] ?? [];
  const marks = useValue(readMarks)[id] ?? {};
  const list = useRef<HTMLDivElement>(null);
  const wasNearEnd = useRef(true);
  const last = all.at(-1);

  // The newest message stays in view for whoever was at the end; who reads further up is not moved.
  useLayoutEffect(() => {
    const box = list.current;
    if (box && (wasNearEnd.current || last?.state === 'sending')) {
      box.scrollTop = box.scrollHeight;
    }
  }, [last?.key, writing.length]);

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
        {more && (
          <button type="button" class="button button-small talk-more" onClick={() => void loadEarlier(id)}>Earlier messages</button>
        )}
        {all.length === 0 && <p class="talk-empty muted">Ask us anything: we like to talk about sound.</p>}
        {all.map((message, index) => (
          <MessageRow
            key={message.key}
            conversationId={id}
            message={message}
            isFirst={all[index - 1]?.userId !== message.userId}
            readers={readersOf(message, all, marks)}
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
      <Composer conversationId={id} />
    </div>
  );
}

/** Who has read up to this message of the user's and not further. */
function readersOf(message: Message, all: Message[], marks: Record<string, string>): string[] {
  if (message.userId !== me().id || message.sequence === null) {
    return [];
  }
  const sequenceOf = (messageId: string): number => all.find((one) => one.id === messageId)?.sequence ?? 0;
  const nextOwn = all.find((one) => one.userId === message.userId && (one.sequence ?? 0) > message.sequence!)?.sequence ?? Infinity;
  return Object.entries(marks)
    .filter(([, messageId]) => sequenceOf(messageId) >= message.sequence! && sequenceOf(messageId) < nextOwn)
    .map(([userId]) => userId);
}
