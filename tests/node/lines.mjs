// Newline-delimited JSON over stdin and stdout. Binary values travel as {"$binary": "<base64>"}; all else goes to stderr.
import { createInterface } from 'node:readline';

export function decode(value) {
  if (Array.isArray(value)) {
    return value.map(decode);
  }
  if (value !== null && typeof value === 'object') {
    if (typeof value.$binary === 'string') {
      return Buffer.from(value.$binary, 'base64');
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
  }
  return value;
}

export function encode(value) {
  if (value instanceof ArrayBuffer) {
    return { $binary: Buffer.from(value).toString('base64') };
  }
  if (ArrayBuffer.isView(value)) {
    return { $binary: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (Array.isArray(value)) {
    return value.map(encode);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
  }
  return value;
}

export function write(type, fields = {}) {
  process.stdout.write(JSON.stringify({ type, ...encode(fields) }) + '\n');
}

/**
 * Runs commands in the order they came. A command whose handler returns a promise is not waited for, so that an
 * invocation can be under way while the next one starts. A command that throws is answered with `failed`.
 * The process ends with its stdin: a test that dies leaves no client behind.
 */
export function serve(handlers) {
  const failed = (command, error) => write('failed', { id: command.id, command: command.cmd, error: describe(error) });
  const input = createInterface({ input: process.stdin });

  input.on('line', (line) => {
    const command = decode(JSON.parse(line));
    const handler = handlers[command.cmd];
    if (!handler) {
      failed(command, new Error(`Unknown command '${command.cmd}'.`));
      return;
    }
    try {
      Promise.resolve(handler(command)).catch((error) => failed(command, error));
    } catch (error) {
      failed(command, error);
    }
  });
  input.on('close', () => process.exit(0));
  write('ready', { node: process.versions.node });
}

export function describe(error) {
  return error instanceof Error ? error.message : error == null ? null : String(error);
}
