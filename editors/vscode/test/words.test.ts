// Every word for people is there in both languages.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { t } from '../src/text';
import { json, ROOT } from './files';

const holes = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).sort();

function messages(): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(join(ROOT, 'src'))) {
    const source = readFileSync(join(ROOT, 'src', name), 'utf8');
    for (const [, text = ''] of source.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)) found.add(text.replaceAll("\\'", "'"));
  }
  return found;
}

test('every message has a translation, and every translation a message', () => {
  const chinese = json<Record<string, string>>('l10n/bundle.l10n.zh-cn.json');
  assert.deepEqual(Object.keys(chinese).sort(), [...messages()].sort());
  for (const [english, translated] of Object.entries(chinese)) assert.deepEqual(holes(translated), holes(english), english);
});

test('package.json uses every word of package.nls.json, and both languages have the same', () => {
  const used = new Set([...readFileSync(join(ROOT, 'package.json'), 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key));
  const english = Object.keys(json<object>('package.nls.json')).sort();
  assert.deepEqual(english, [...used].sort());
  assert.deepEqual(Object.keys(json<object>('package.nls.zh-cn.json')).sort(), english);
});

test('without an editor, messages are filled in', () => {
  assert.equal(t('{1} of {0}{2}', 'a', 2), '2 of a{2}');
});
