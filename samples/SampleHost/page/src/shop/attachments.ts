/** A file that lies elsewhere; a message only refers to it. */
export interface Attachment {
  url: string;
  name: string;
  /** In bytes; 0 where nobody said. */
  size: number;
  mediaType: string;
}

/** What the server takes with one message. */
export const mostAttachments = 10;

const mediaTypes: Record<string, string> = {
  csv: 'text/csv',
  flac: 'audio/flac',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  wav: 'audio/wav',
  webp: 'image/webp',
  zip: 'application/zip',
};

/** True for what a link may lead to: a page or a file, never a script. */
export function isLink(url: string): boolean {
  return /^https?:\/\/[^\s\\]+$/i.test(url) || /^\/(?!\/)[^\s\\]*$/.test(url);
}

/** The file's name in an address, or the host's where there is none. */
export function nameIn(url: string): string {
  try {
    const { pathname, host } = new URL(url, location.href);
    return decodeURIComponent(pathname.split('/').findLast((part) => part !== '') ?? host);
  } catch {
    return '';
  }
}

export function toAttachment(url: string, name: string, kilobytes: number): Attachment {
  const ending = nameIn(url).split('.').at(-1)?.toLowerCase() ?? '';
  return {
    url,
    name: (name || nameIn(url) || url).slice(0, 255),
    size: Math.round((Number.isFinite(kilobytes) ? kilobytes : 0) * 1024),
    mediaType: mediaTypes[ending] ?? 'application/octet-stream',
  };
}
