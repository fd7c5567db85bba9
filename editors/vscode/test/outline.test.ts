import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOutline, resourceAt, type Symbol } from '../src/outline';

const range = (from: number, to: number) => ({ start: { line: from, character: 0 }, end: { line: to, character: 9 } });
const node = (name: string, detail = '', children: Symbol[] = [], kind = 7, lines: [number, number] = [0, 0]): Symbol =>
  ({ name, detail, kind, range: range(...lines), selectionRange: range(lines[0], lines[0]), children });

const file = [
  node('access', 'default'),
  node('vars', '', [node('region', 'cn-hangzhou'), node('a', '', [node('b', 'cn-beijing')])]),
  node('resources', '', [
    node('hello', 'nodejs20', [node('props', '', [
      node('region', '${vars.region}'),
      node('triggers', '', [node('web', 'http', [], 24)]),
      node('logConfig', '', [node('deep', '', [node('region', 'cn-deep')])]),
    ])], 12, [5, 9]),
    node('bye', 'nodejs20', [node('props', '', [node('region', '${vars.a.b}')])], 12, [10, 12]),
    node('other', '', [node('props', '', [node('region', "${env('R')}")])], 12, [13, 15]),
  ]),
];

test('functions, triggers, regions and access', () => {
  const outline = readOutline(file);
  assert.deepEqual(outline.resources.map(({ name }) => name), ['hello', 'bye', 'other']);
  assert.deepEqual(outline.resources[0]?.triggers.map(({ name, kind }) => [name, kind]), [['web', 'http']]);
  assert.deepEqual(outline.regions, ['cn-hangzhou', 'cn-beijing']);
  assert.equal(outline.access, 'default');
  assert.equal(outline.ours, true);
});

test('the resource around a line', () => {
  const outline = readOutline(file);
  assert.equal(resourceAt(outline, 11)?.name, 'bye');
  assert.equal(resourceAt(outline, 3), undefined);
});

test('a file that is not ours has no outline', () => {
  assert.equal(readOutline([]).ours, false);
});

test('an alias or an expression is no access', () => {
  assert.equal(readOutline([node('access', '${env(A)}')]).access, undefined);
  assert.equal(readOutline([node('access', '*a')]).access, undefined);
});
