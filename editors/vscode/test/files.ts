// The files of the extension, for tests that look at them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bundle with the tests lies one folder below. */
export const ROOT = join(__dirname, '..');

export function json<T>(name: string): T {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as T;
}
