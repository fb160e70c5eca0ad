import { useEffect, useState } from 'preact/hooks';
import { markRead, show } from '../shop/chat';
import { type Conversation, conversations, lastLineOf, open, otherOf, titleOf } from '../shop/conversations';
import { online, people } from '../shop/people';
import { useValue } from '../shop/signal';
import { sayTime } from '../shop/words';
import { Avatar } from '../ui/Avatar';
import { Empty, Loading } from '../ui/Empty';
import { ConversationView } from './ConversationView';
import { PeopleList } from './PeopleList';

export function ChatView() {
  const all = useValue(conversations);
  const openId = useValue(open);
  useValue(people);
  const [isNarrow] = useState(() => matchMedia('(max-width: 60rem)').matches);
  const current = all?.find((one) => one.id === openId) ?? null;

  // Where there is room for both, the first conversation is open from the start.
  useEffect(() => {
    if (!isNarrow && open.value === null && all?.[0]) {
      void show(all[0].id);
    }
  }, [all, isNarrow]);
  useEffect(() => {
    document.addEventListener('visibilitychange', markRead);
    return () => {
      document.removeEventListener('visibilitychange', markRead);
      open.value = null;
    };
  }, []);

  return (
    <section class={current ? 'chat has-open' : 'chat'}>
      <div class="chat-list">
        <header class="view-head">
          <h1>Chat</h1>
        </header>
        {all === null && <Loading what="conversations" />}
        {all?.length === 0 && <Empty icon="chat" title="No conversations" text="When the shop writes to you, it is here." />}
        <ul aria-label="Conversations">
          {all?.map((one) => <ConversationRow key={one.id} conversation={one} isOpen={one.id === openId} />)}
        </ul>
        <PeopleList />
      </div>
      {current ? (
        <ConversationView key={current.id} conversation={current} title={titleOf(current)} />
      ) : (
        <div class="chat-none">
          <Empty icon="chat" title="Choose a conversation" text="Messages come and go live." />
        </div>
      )}
    </section>
  );
}

function ConversationRow({ conversation, isOpen }: { conversation: Conversation; isOpen: boolean }) {
  const here = useValue(online);
  const { id, lastMessage, unreadCount } = conversation;
  const other = otherOf(conversation);
  return (
    <li>
      <button
        type="button"
        class={unreadCount > 0 ? 'conversation has-unread' : 'conversation'}
        data-conversation={id}
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => void show(id)}
      >
        <Avatar userId={other} isOnline={here.has(other)} />
        <span class="conversation-words">
          <span class="conversation-title">{titleOf(conversation)}</span>
          <span class="conversation-last">{lastLineOf(conversation)}</span>
        </span>
        <span class="conversation-side">
          {lastMessage && <time class="small muted" dateTime={lastMessage.timestamp}>{sayTime(lastMessage.timestamp)}</time>}
          {unreadCount > 0 && (
            <span class="count">
              {unreadCount > 99 ? '99+' : unreadCount}
              <span class="visually-hidden"> unread</span>
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
