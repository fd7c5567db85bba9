import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outline } from '../src/outline';
import { status, verdict, type Situation } from '../src/status';
import { why, type Facts } from '../src/why';

const outline: Outline = { ours: true, resources: [], regions: ['cn-hangzhou', 'cn-beijing'], access: 'dev' };
const now: Situation = {
  server: 'running', file: '/w/s.yaml', outline, counts: { errors: 0, warnings: 0 }, enabled: false, target: 'cloud', alias: '', trusted: true,
};

test('target, region, alias and state of the file', () => {
  assert.equal(status(now)?.text, '$(cloud) cn-hangzhou +1 · dev · s.yaml $(check)');
  assert.equal(status({ ...now, alias: 'mine', counts: { errors: 2, warnings: 1 } })?.text, '$(cloud) cn-hangzhou +1 · mine · s.yaml $(error) 2 $(warning) 1');
  assert.equal(status({ ...now, target: 'emulator' })?.text, '$(beaker) emulator · s.yaml $(check)');
});

test('nothing where there is nothing to say; trouble in colour', () => {
  assert.equal(status({ ...now, file: undefined }), undefined);
  assert.equal(status({ ...now, server: 'failed' })?.level, 'error');
  assert.equal(status({ ...now, outline: undefined })?.busy, true);
  assert.match(status({ ...now, outline: { ...outline, ours: false } })?.text ?? '', /circle-slash/);
});

test('the tooltip says whose credentials, and that a workspace is not trusted', () => {
  assert.match(status(now)?.tooltip ?? '', /dev \(from the file\)/);
  assert.match(status({ ...now, alias: 'mine', trusted: false })?.tooltip ?? '', /mine \(from your settings\)[^]*not trusted/);
});

test('counts', () => {
  assert.equal(verdict({ errors: 0, warnings: 3 }), '$(warning) 3');
});

const facts: Facts = {
  path: '/w/s.yaml', candidate: true, language: 'yaml', server: 'running', program: '/x/fcls', source: 'bundled', version: '1', problem: undefined, outline,
  blank: false, findings: 2, enabled: true, trusted: true, others: [],
};

test('why a file is handled', () => {
  const answer = why(facts);
  assert.equal(answer.handled, true);
  assert.ok(answer.lines.some((line) => line.includes('Findings now: 2')));
});

test('why a file is not handled: the first step that fails is the last that is told', () => {
  const last = (more: Partial<Facts>): string => why({ ...facts, ...more }).lines.filter((line) => !line.startsWith('·')).pop() ?? '';
  assert.match(last({ candidate: false }), /^✗ Neither the name s\.yaml/);
  assert.match(last({ problem: 'no program', server: 'failed' }), /^✗ no program/);
  assert.match(last({ blank: true, outline: { ...outline, ours: false } }), /^✗ The file is empty/);
  assert.match(last({ outline: { ...outline, ours: false } }), /^✗ Its content is not ours/);
  assert.match(last({ enabled: false }), /^✗ Findings are switched off/);
  assert.ok(why({ ...facts, others: ['YAML'] }).lines.some((line) => line.includes('YAML works on this file too')));
});
