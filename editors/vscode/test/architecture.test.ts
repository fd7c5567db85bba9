import assert from 'node:assert/strict';
import { test } from 'node:test';
import { page, placeOf } from '../src/architecturePage';

test('a node leads to its place, and nothing else anywhere', () => {
  assert.deepEqual(placeOf({ link: '#8:2' }), { line: 8, character: 2 });
  for (const message of [undefined, null, {}, { link: 5 }, { link: 'https://x' }, { link: '#8' }, { link: '#8:2:3' }]) assert.equal(placeOf(message), undefined);
});

test('the page runs its own lines alone', () => {
  const html = page('<svg></svg>');
  const [, nonce] = /script-src 'nonce-(\w{32})'"/.exec(html) ?? [];
  assert.ok(nonce && html.includes(`<script nonce="${nonce}">`) && html.includes("default-src 'none'"));
  assert.notEqual(page(''), page(''));
});
