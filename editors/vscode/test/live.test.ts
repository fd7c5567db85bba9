import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLive, stateText, versionText, type Live } from '../src/live';

const live: Live = {
  resource: 'hello', name: 'hello-prod', region: 'cn-hangzhou', state: 'live',
  versions: [{ id: '2', description: 'second', created: null }, { id: '1', description: null, created: null }],
  aliases: [{ name: 'prod', version: '1' }, { name: 'canary', version: '1' }],
};

test('functions are found by their name in the file', () => {
  assert.equal(readLive({ functions: [live] }).get('hello')?.name, 'hello-prod');
  for (const nothing of [null, undefined, {}]) assert.equal(readLive(nothing).size, 0);
});

test('drift is said before all else', () => {
  assert.equal(stateText(live, 2), 'drift: 2');
  assert.equal(stateText(live, 0), 'live');
  assert.equal(stateText({ ...live, state: 'absent' }, 0), 'not live yet');
  assert.equal(stateText({ ...live, state: 'unknown' }, 0), '');
  assert.equal(stateText(undefined, 0), '');
});

test('versions with their aliases', () => {
  assert.deepEqual(live.versions.map((version) => versionText(version, live.aliases)), ['second', 'prod, canary']);
});
