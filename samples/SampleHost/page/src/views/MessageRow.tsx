import { retry } from '../shop/chat';
import type { Message } from '../shop/messages';
import { nameOf } from '../shop/people';
import { me } from '../shop/session';
import { sayTime } from '../shop/words';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/Icon';

interface Props {
  conversationId: string;
  message: Message;
  isFirst: boolean;
  readers: string[];
}

export function MessageRow({ conversationId, message, isFirst, readers }: Props) {
  const isMine = message.userId === me().id;
  return (
    <article class={`message ${isMine ? 'is-mine' : ''} is-${message.state}`} data-message={message.id ?? ''}>
      {!isMine && (isFirst ? <Avatar userId={message.userId} /> : <span class="avatar-gap" />)}
      <div class="bubble-box">
        {!isMine && isFirst && <p class="message-name">{nameOf(message.userId)}</p>}
        {isMine && <span class="visually-hidden">You: </span>}
        <p class="bubble">{message.isDeleted ? <em>Message deleted</em> : message.text}</p>
        <p class="message-foot">
          {message.isEdited && !message.isDeleted && <span>Edited</span>}
          {message.state === 'sent' && <time dateTime={message.at}>{sayTime(message.at)}</time>}
          {isMine && message.state === 'sending' && <span>Sending…</span>}
          {isMine && message.state === 'sent' && readers.length === 0 && <span>Sent</span>}
          {readers.length > 0 && <span class="message-read">Read by {readers.map(nameOf).join(', ')}</span>}
          {message.state === 'failed' && (
            <>
              <span class="message-fault">{message.error}</span>
              <button type="button" class="link" onClick={() => void retry(conversationId, message)}>
                <Icon name="retry" size={14} /> Retry
              </button>
            </>
          )}
        </p>
      </div>
    </article>
  );
}
