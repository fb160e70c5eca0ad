import { useEffect, useState } from 'preact/hooks';
import { conversations, markRead, open } from '../shop/chat';
import type { Conversation } from '../shop/messages';
import { online, shortNameOf } from '../shop/people';
import { useValue } from '../shop/signal';
import { me } from '../shop/session';
import { sayTime } from '../shop/words';
import { Avatar } from '../ui/Avatar';
import { Empty, Loading } from '../ui/Empty';
import { ConversationView } from './ConversationView';
import { PeopleList } from './PeopleList';

export function ChatView() {
  const all = useValue(conversations);
  const here = useValue(online);
  const openId = useValue(open);
  const [isNarrow] = useState(() => matchMedia('(max-width: 60rem)').matches);
  const current = all?.find((one) => one.id === openId) ?? null;

  // Where there is room for both, the first conversation is open from the start.
  useEffect(() => {
    if (!isNarrow && open.value === null && all?.[0]) {
      open.value = all[0].id;
    }
    void markRead();
  }, [all, openId, isNarrow]);
  useEffect(() => {
    const seen = (): void => void markRead();
    document.addEventListener('visibilitychange', seen);
    return () => {
      document.removeEventListener('visibilitychange', seen);
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
        <ul>
          {all?.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                class="conversation"
                aria-current={one.id === openId ? 'true' : undefined}
                onClick={() => (open.value = one.id)}
              >
                <Avatar userId={other(one)} isOnline={here.has(other(one))} />
                <span class="conversation-words">
                  <span class="conversation-title">{titleOf(one)}</span>
                  <span class="conversation-last">
                    {one.lastMessage ? `${shortNameOf(one.lastMessage.userId)}: ${one.lastMessage.message}` : 'No messages yet'}
                  </span>
                </span>
                <span class="conversation-side">
                  {one.lastMessage && <time class="small muted">{sayTime(one.lastMessage.timestamp)}</time>}
                  {one.unreadCount > 0 && (
                    <span class="count">
                      {one.unreadCount}
                      <span class="visually-hidden"> unread</span>
                    </span>
                  )}
                </span>
              </button>
            </li>
          ))}
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

function other(conversation: Conversation): string {
  return conversation.participants.findLast((id) => id !== me().id) ?? me().id;
}

function titleOf(conversation: Conversation): string {
  return conversation.title || conversation.participants.filter((id) => id !== me().id).map(shortNameOf).join(', ');
}
