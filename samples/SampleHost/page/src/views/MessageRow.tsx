import { useState } from 'preact/hooks';
import { edit, remove, retry } from '../shop/chat';
import type { Message } from '../shop/messages';
import { nameOf } from '../shop/people';
import { me } from '../shop/session';
import { sayTime } from '../shop/words';
import { Avatar } from '../ui/Avatar';
import { Icon } from '../ui/Icon';
import { useTask } from '../ui/useTask';
import { AttachmentList } from './Attachments';
import { MessageEditor } from './MessageEditor';
import { Receipts } from './Receipts';

interface Props {
  conversationId: string;
  message: Message;
  isFirst: boolean;
  isLastOwn: boolean;
  readBy: string[];
  deliveredTo: string[];
}

export function MessageRow({ conversationId, message, isFirst, isLastOwn, readBy, deliveredTo }: Props) {
  const [isEditing, setEditing] = useState(false);
  const [isAsking, ask] = useState(false);
  const [isBusy, run] = useTask();
  const isMine = message.userId === me().id;
  const mayChange = isMine && message.id !== null && !message.isDeleted && !isEditing;
  return (
    <article class={`message ${isMine ? 'is-mine' : ''} is-${message.state}`} data-message={message.id ?? ''}>
      {!isMine && (isFirst ? <Avatar userId={message.userId} /> : <span class="avatar-gap" />)}
      <div class="bubble-box">
        {!isMine && isFirst && <p class="message-name">{nameOf(message.userId)}</p>}
        {isMine && <span class="visually-hidden">You: </span>}
        {isEditing ? (
          <MessageEditor
            text={message.text}
            save={(text) => run(() => edit(message.id!, text)).then((done) => done && setEditing(false))}
            cancel={() => setEditing(false)}
          />
        ) : (
          <div class={message.isDeleted ? 'bubble is-deleted' : 'bubble'}>
            {message.isDeleted ? <em>Message deleted</em> : message.text}
            {!message.isDeleted && <AttachmentList attachments={message.attachments} />}
          </div>
        )}
        <div class="message-foot">
          {mayChange && (
            <span class={isAsking ? 'message-tools is-shown' : 'message-tools'}>
              {isAsking ? (
                <>
                  <span>Delete it for everybody?</span>
                  <button type="button" class="link link-stop" disabled={isBusy} onClick={() => void run(() => remove(message.id!))}>Delete</button>
                  <button type="button" class="link" onClick={() => ask(false)}>Keep</button>
                </>
              ) : (
                <>
                  <button type="button" class="link" onClick={() => setEditing(true)}><Icon name="pen" size={14} /> Edit</button>
                  <button type="button" class="link" onClick={() => ask(true)}><Icon name="bin" size={14} /> Delete</button>
                </>
              )}
            </span>
          )}
          {message.isEdited && !message.isDeleted && <span>Edited</span>}
          {message.state === 'sent' && <time dateTime={message.at}>{sayTime(message.at)}</time>}
          {isMine && message.state === 'sending' && <span>Sending…</span>}
          {isMine && message.state === 'sent' && <Receipts readBy={readBy} deliveredTo={deliveredTo} isSaid={isLastOwn} />}
          {message.state === 'failed' && (
            <>
              <span class="message-fault">{message.error}</span>
              <button type="button" class="link" onClick={() => void retry(conversationId, message)}>
                <Icon name="retry" size={14} /> Retry
              </button>
            </>
          )}
        </div>
      </div>
    </article>
  );
}
