/** A refusal of the host: an application/problem+json, or no answer at all. */
export class Problem extends Error {
  readonly status: number;
  readonly fields: Record<string, string[]>;

  constructor(status: number, message: string, fields: Record<string, string[]> = {}) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

interface ProblemBody {
  title?: string;
  detail?: string;
  errors?: Record<string, string[]>;
}

/** Sends one request with JSON in and out; anything but success throws a {@link Problem}. */
export async function request<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== null) {
    headers['authorization'] = `Bearer ${token}`;
  }
  const init: RequestInit = { method, headers };
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(body);
  }

  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, init);
  } catch {
    throw new Problem(0, 'The shop cannot be reached.');
  }

  const text = await response.text();
  if (response.ok) {
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
  throw toProblem(response, text);
}

function toProblem(response: Response, text: string): Problem {
  if (!(response.headers.get('content-type') ?? '').includes('json')) {
    return new Problem(response.status, `The shop answered with status ${response.status}.`);
  }
  const body = JSON.parse(text) as ProblemBody;
  const fields = body.errors ?? {};
  const first = Object.entries(fields)[0];
  const sentence = first ? `${first[0]}: ${first[1].join(' ')}` : (body.detail ?? body.title);
  const wait = response.headers.get('retry-after');
  return new Problem(
    response.status,
    response.status === 429 && wait !== null
      ? `Too many attempts. Try again in ${wait} seconds.`
      : (sentence ?? `The shop answered with status ${response.status}.`),
    fields,
  );
}
