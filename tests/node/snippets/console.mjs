// Preloaded before a snippet of the design document (node --import): what the snippet prints becomes lines of JSON (see
// lines.mjs), named by its first words, so that a test can wait for it. The process ends with its stdin.
import { write } from '../lines.mjs';

const plain = (value) => (value instanceof Error ? { message: value.message, data: value.data ?? null } : value);
const print = (name, ...args) => write('event', { name, args: args.map(plain) });

console.log = print;
console.error = print;
process.stdin.on('close', () => process.exit(0));
process.stdin.resume();
