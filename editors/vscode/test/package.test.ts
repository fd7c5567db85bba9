// package.json fits the code, and what it names is there.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ACTIONS } from '../src/actions';
import { FOR_SERVER } from '../src/settings';
import { json, ROOT } from './files';

interface Step { media: { image: string }; description: string }
interface Manifest {
  icon: string;
  l10n: string;
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string }[];
    languages: { configuration: string }[];
    grammars: { path: string }[];
    menus: Record<string, { command: string }[]>;
    views: { explorer: { icon: string }[] };
    configuration: { properties: Record<string, { scope: string }> };
    walkthroughs: { steps: Step[] }[];
  };
}
const manifest = json<Manifest>('package.json');
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const source = readdirSync(join(ROOT, 'src')).map((name) => readFileSync(join(ROOT, 'src', name), 'utf8')).join('\n');

test('no command is dead, and none is missing', () => {
  const registered = [...source.matchAll(/register\('(fcls[\w.]+)'/g)].map(([, name = '']) => name);
  const all = [...ACTIONS.map(({ command }) => command), ...registered];
  for (const command of commands) assert.ok(all.includes(command), command);
  for (const command of all) assert.ok(commands.includes(command) || command === 'fcls.update', command);
  for (const entries of Object.values(contributes.menus)) for (const { command } of entries) assert.ok(commands.includes(command), command);
});

test('the settings are those that the server is told', () => {
  const properties = Object.keys(contributes.configuration.properties).map((key) => key.replace('fcls.', ''));
  assert.deepEqual(properties.filter((key) => !['server.path', 'trace.server'].includes(key)).sort(), [...FOR_SERVER].sort());
});

test('what decides over accounts and programs is the user\'s alone', () => {
  const ours = Object.entries(contributes.configuration.properties).filter(([key]) => /^fcls\.(?:cloud|server)\./.test(key));
  for (const [key, { scope }] of ours) assert.ok(['application', 'machine'].includes(scope), key);
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.sort(), ours.map(([key]) => key).sort());
});

test('files that are named are there', () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  const named = [
    manifest.icon, manifest.l10n, ...contributes.languages.map(({ configuration }) => configuration), ...contributes.grammars.map(({ path }) => path),
    ...contributes.views.explorer.map(({ icon }) => icon), ...steps.map(({ media }) => media.image),
  ];
  for (const name of named) assert.ok(existsSync(join(ROOT, name)), name);
  for (const { media } of steps) assert.ok(statSync(join(ROOT, media.image)).size < 300_000, media.image);
});

test('commands in the walkthrough exist', () => {
  const words = { ...json<Record<string, string>>('package.nls.json'), ...json<Record<string, string>>('package.nls.zh-cn.json') };
  for (const [key, text] of Object.entries(words).filter(([key]) => key.startsWith('walkthrough.'))) {
    for (const [, command = ''] of text.matchAll(/command:([\w.]+)/g)) {
      assert.ok(commands.includes(command) || /^(?:workbench|editor)\./.test(command), `${key}: ${command}`);
    }
  }
});

test('the lock file names no place where packages were taken from', () => {
  assert.doesNotMatch(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'), /"resolved"/);
});
