import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialog } from '../src/confirmation';
import { isPlan, planTitle } from '../src/planUris';

const actions = [{ title: 'Deploy' }, { title: 'Show full diff' }, { title: 'Cancel' }];
const message = 'account 1, cn-hangzhou\nhello:\n  ~ memorySize 512 → 1024\n1 to change\n';

test('a question with details that can be cancelled is a dialog with all of them', () => {
  const shown = dialog({ message, actions, reading: false });
  assert.equal(shown.modal, true);
  assert.equal(shown.message, 'account 1, cn-hangzhou');
  assert.equal(shown.detail, 'hello:\n  ~ memorySize 512 → 1024\n1 to change');
  assert.deepEqual(shown.buttons.map((button) => button.isCloseAffordance ?? false), [false, false, true]);
});

test('beside a plan that is read, the question covers nothing', () => {
  const shown = dialog({ message, actions, reading: true });
  assert.equal(shown.modal, false);
  assert.equal(shown.message, 'account 1, cn-hangzhou — 1 to change');
  assert.deepEqual(shown.buttons.map(({ title }) => title), ['Deploy', 'Show full diff', 'Cancel']);
});

test('what a person may do after a deploy does not stand in the way', () => {
  const shown = dialog({ message: 'Deployed hello.\nhttps://x', actions: [{ title: 'Open URL' }], reading: false });
  assert.deepEqual([shown.modal, shown.message], [false, 'Deployed hello.\nhttps://x']);
});

test('Chinese buttons close too', () => {
  const shown = dialog({ message: '一\n二', actions: [{ title: '部署' }, { title: '取消' }], reading: false });
  assert.deepEqual(shown.buttons.map((button) => button.isCloseAffordance ?? false), [false, true]);
});

test('plans have addresses and titles of their own', () => {
  assert.ok(isPlan({ scheme: 'fcls-plan' }) && isPlan({ scheme: 'fcls-live' }) && !isPlan({ scheme: 'file' }));
  assert.equal(planTitle('/plan.yaml', 'Plan', ['live', 'file']), 'Plan (live ↔ file)');
  assert.equal(planTitle('/hello.log', 'Plan', ['live', 'file']), 'hello.log (live ↔ file)');
});
