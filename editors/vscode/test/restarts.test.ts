import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Restarts } from '../src/restarts';

test('a server that ends again and again is left alone; after a while it has another chance', () => {
  const restarts = new Restarts();
  const allowed = [0, 1, 2, 3, 4, 5].map((second) => restarts.allowed(second * 1000));
  assert.deepEqual(allowed, [true, true, true, true, true, false]);
  assert.ok(restarts.allowed(4 * 60_000));
});
