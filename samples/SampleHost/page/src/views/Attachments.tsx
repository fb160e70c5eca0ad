import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Attachment, isLink, nameIn, toAttachment } from '../shop/attachments';
import { saySize } from '../shop/words';
import { Icon } from '../ui/Icon';

/** Files that a message refers to, as links; where one leads is said before it is followed. */
export function AttachmentList({ attachments }: { attachments: Attachment[] }) {
  return attachments.length === 0 ? null : (
    <ul class="attachments" aria-label="Attachments">
      {attachments.filter((one) => isLink(one.url)).map((one) => (
        <li key={one.url}>
          <a class="attachment" href={one.url} target="_blank" rel="noopener noreferrer nofollow" title={one.url}>
            <Icon name="file" size={22} />
            <span class="attachment-words">
              <span class="attachment-name">{one.name}</span>
              <span class="attachment-about">{[one.size > 0 ? saySize(one.size) : '', hostOf(one.url)].filter(Boolean).join(' · ')}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Asks for the address of a file. Not a form: it stands in the message's. */
export function AttachmentFields({ add, cancel }: { add: (attachment: Attachment) => void; cancel: () => void }) {
  const [url, setUrl] = useState('');
  const [name, setName] = useState('');
  const [size, setSize] = useState(NaN);
  const address = url.trim();
  const first = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  const submit = (): void => {
    if (isLink(address)) {
      add(toAttachment(address, name.trim(), size));
    }
  };
  return (
    <fieldset
      class="attach"
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          cancel();
        } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
          event.preventDefault();
          submit();
        }
      }}
    >
      <legend class="visually-hidden">Attach a file by its address</legend>
      <label class="field field-small attach-address">
        <span>Address of the file</span>
        <input
          ref={first}
          type="text"
          inputMode="url"
          maxLength={2048}
          placeholder="https://…"
          value={url}
          aria-invalid={address !== '' && !isLink(address)}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
      </label>
      <label class="field field-small">
        <span>Name</span>
        <input maxLength={255} placeholder={nameIn(address) || 'Optional'} value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label class="field field-small attach-size">
        <span>Size in KB</span>
        <input
          type="number"
          min={0}
          step="any"
          placeholder="Optional"
          onInput={(event) => setSize(Math.max(0, event.currentTarget.valueAsNumber))}
        />
      </label>
      <div class="buttons">
        <button type="button" class="button button-main" disabled={!isLink(address)} onClick={submit}>Attach</button>
        <button type="button" class="button" onClick={cancel}>Cancel</button>
      </div>
    </fieldset>
  );
}

function hostOf(url: string): string {
  return url.startsWith('/') ? '' : new URL(url).host;
}
