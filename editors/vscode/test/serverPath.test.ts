import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findServer, type World } from '../src/serverPath';

const world = (programs: string[], more: Partial<World> = {}): World => ({
  setting: '', extensionPath: '/ext', home: '/home/u', env: { PATH: '/bin:./here:rel::/opt' }, platform: 'linux',
  isExecutable: (file) => programs.includes(file), ...more,
});

const command = (found: ReturnType<typeof findServer>): string => (found.ok ? `${found.source} ${found.command}` : found.reason);

test('the setting, else the bundled program, else the PATH', () => {
  const all = ['/x/fcls', '/ext/server/fcls', '/opt/fcls'];
  assert.equal(command(findServer(world(all, { setting: '/x/fcls' }))), 'setting /x/fcls');
  assert.equal(command(findServer(world(all))), 'bundled /ext/server/fcls');
  assert.equal(command(findServer(world(['/opt/fcls']))), 'path /opt/fcls');
});

test('~ is the home folder', () => {
  assert.equal(command(findServer(world(['/home/u/bin/fcls'], { setting: ' ~/bin/fcls ' }))), 'setting /home/u/bin/fcls');
});

test('nothing relative is run', () => {
  assert.match(command(findServer(world(['bin/fcls'], { setting: 'bin/fcls' }))), /absolute/);
  assert.match(command(findServer(world(['here/fcls', './here/fcls', 'rel/fcls', 'fcls']))), /not found/);
});

test('a setting that names nothing is told, not passed over', () => {
  assert.match(command(findServer(world(['/opt/fcls'], { setting: '/gone/fcls' }))), /\/gone\/fcls/);
});

test('Windows writes its variables as it likes', () => {
  const windows = world(['C:\\tools\\fcls.exe'], { platform: 'win32', extensionPath: 'C:\\ext', env: { Path: '"C:\\tools";bin' } });
  assert.equal(command(findServer(windows)), 'path C:\\tools\\fcls.exe');
});
