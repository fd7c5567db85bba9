import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forServer, personal, type Inspect } from '../src/settings';

const inspecting = (values: Record<string, ReturnType<Inspect>>): Inspect => (key) => values[key];

test('what a workspace says about accounts is not heard', () => {
  const inspect = inspecting({
    'cloud.target': { defaultValue: 'cloud', globalValue: 'emulator', workspaceValue: 'cloud' },
    'cloud.access': { defaultValue: '', workspaceFolderValue: 'evil' },
    'server.path': { defaultValue: '', workspaceValue: '/evil' },
    language: { defaultValue: 'auto', workspaceValue: 'zh' },
  });
  assert.deepEqual(forServer(inspect, true), { language: 'zh', cloud: { target: 'emulator', access: '' } });
  assert.equal(personal(inspect, 'server.path'), '');
});

test('a server that knows no cloud is told nothing of it', () => {
  const inspect = inspecting({ 'cloud.enabled': { globalValue: true }, 'diagnostics.enable': { defaultValue: true } });
  assert.deepEqual(forServer(inspect, false), { diagnostics: { enable: true } });
});

test('tables are merged, lists replaced', () => {
  const inspect = inspecting({
    'diagnostics.severity': { defaultValue: {}, globalValue: { FC1: 'off' }, workspaceValue: { FC2: 'error' } },
    'diagnostics.ignore': { defaultValue: [], globalValue: ['FC1'], workspaceValue: ['FC2'] },
  });
  assert.deepEqual(forServer(inspect, true), { diagnostics: { severity: { FC1: 'off', FC2: 'error' }, ignore: ['FC2'] } });
});
