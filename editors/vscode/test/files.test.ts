import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOf, cleaned, subjectOf, terminalLine, type Subject } from '../src/actions';
import { isCandidate, isCandidateName, isCandidateText } from '../src/files';

test('names that may be ours', () => {
  for (const name of ['f.yml', '/a/s.yaml', 'c:\\a\\s.yml', 's-prod.yaml', 'f_dev.yml', 's.prod.yaml', 'serverless.yml', 'template.yaml']) {
    assert.ok(isCandidateName(name), name);
  }
  for (const name of ['x.yml', 's.yaml.bak', 'sales.yaml', 'f.json', 'settings.yml', 's']) assert.ok(!isCandidateName(name), name);
});

test('texts that may be ours', () => {
  for (const text of [
    'edition: 3.0.0\n', '# x\nedition: "1.0.0"\n', 'resources:\n  a:\n    component: fc3\n', 'resources:\n  a:\n    component: "fc" # old\n',
    'provider:\n  name: aliyun\n',
  ]) assert.ok(isCandidateText(text), text);
  for (const text of ['', 'kind: Deployment\n', 'provider:\n  name: aws\n', 'a:\n  component: frontend\n', '# edition: 3.0.0\n']) {
    assert.ok(!isCandidateText(text), text);
  }
});

test('documents that the server is started for', () => {
  const looked = (path: string, language: string, head: string, scheme = 'file') => ({ uri: { scheme, path }, language, head });
  assert.ok(isCandidate(looked('/s.yaml', 'plaintext', '')));
  assert.ok(isCandidate(looked('/deploy.yaml', 'yaml', 'edition: 3.0.0\n')));
  assert.ok(isCandidate(looked('Untitled-1', 'yaml', 'edition: 3.0.0\n', 'untitled')));
  assert.ok(!isCandidate(looked('/notes.md', 'markdown', 'edition: 3.0.0\n')));
  assert.ok(!isCandidate(looked('/s.yaml', 'yaml', '', 'git')));
});

test('arguments of commands have the members that the server takes, and no others', () => {
  const node = { kind: 'resource', uri: 'file:///s.yaml', resource: 'hello', of: { range: {} } };
  const subject = subjectOf(node);
  assert.ok(subject);
  assert.deepEqual(cleaned(subject), { uri: 'file:///s.yaml', resource: 'hello' });
  assert.deepEqual(cleaned({ uri: 'u', key: 'cpu', payload: '' } satisfies Subject), { uri: 'u', key: 'cpu', payload: '' });
  assert.equal(subjectOf(undefined), undefined);
  assert.equal(subjectOf('hello'), undefined);
});

test('the same in a terminal', () => {
  const line = (command: string, resource: string): string => {
    const action = actionOf(command);
    assert.ok(action, command);
    return terminalLine(action, '/w/my app/s.yaml', resource);
  };
  assert.equal(line('fcls.deploy', 'hello'), 'fcls deploy s.yaml hello');
  assert.equal(line('fcls.updateCode', ''), 'fcls deploy s.yaml --scope code');
  assert.equal(line('fcls.invoke', "it's"), "fcls invoke 'it'\\''s' --payload '{}'");
});
