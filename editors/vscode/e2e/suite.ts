// Runs inside VS Code's extension host, with the real `vscode` API; lines of console.log reach api.mjs.
import * as assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import * as vscode from 'vscode';

const LIMIT_MS = 60_000;

async function until<T>(what: string, ask: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`not within ${LIMIT_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const cases: [string, () => Promise<void>][] = [];
const test = (name: string, body: () => Promise<void>): void => void cases.push([name, body]);

let document: vscode.TextDocument;
const at = (text: string, document_ = document): vscode.Position => {
  const offset = document_.getText().indexOf(text);
  assert.ok(offset >= 0, `no ${text}`);
  return document_.positionAt(offset + 1);
};
const execute = <T>(command: string, ...args: unknown[]): Promise<T> => Promise.resolve(vscode.commands.executeCommand<T>(command, ...args));
const codeOf = ({ code }: vscode.Diagnostic): unknown => (typeof code === 'object' ? code.value : code);
const ours = (uri: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter(({ source }) => source?.startsWith('fcls'));
const texts = (hovers: vscode.Hover[]): string => hovers.flatMap(({ contents }) => contents).map((content) => (typeof content === 'string' ? content : content.value)).join('\n');

async function open(name: string): Promise<vscode.TextDocument> {
  const [file] = await until(`${name} in the workspace`, async () => {
    const found = await vscode.workspace.findFiles(name);
    return found.length > 0 && found;
  });
  assert.ok(file);
  const opened = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(opened);
  return opened;
}

test('YAML that is not ours starts no server', async () => {
  const compose = await open('compose.yaml');
  const extension = vscode.extensions.getExtension<{ extension: { serverState: string } }>('fcls.fcls');
  assert.ok(extension);
  const { extension: running } = await extension.activate();
  assert.equal(running.serverState, 'stopped');
  assert.equal(ours(compose.uri).length, 0);
});

test('a file is found by its content, whatever its name', async () => {
  const named = await open('deploy.yaml');
  const found = await until('a finding', () => ours(named.uri).length > 0 && ours(named.uri));
  assert.ok(found.some(({ message }) => message.includes('timeout')), found.map(({ message }) => message).join());
});

test('once it runs, it says nothing about other YAML', async () => {
  const compose = await open('compose.yaml');
  const symbols = await execute<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', compose.uri);
  assert.deepEqual((symbols ?? []).length, 0);
  assert.equal(ours(compose.uri).length, 0);
});

test('diagnostics, each with a link to its page', async () => {
  document = await open('s.yaml');
  const found = await until('the findings', () => ours(document.uri).length >= 3 && ours(document.uri));
  for (const code of ['FC102', 'FC201', 'FC003']) assert.ok(found.some((finding) => codeOf(finding) === code), code);
});

test('hover', async () => {
  assert.match(texts(await execute<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at('memorySize'))), /MB/);
});

test('completion', async () => {
  const list = await execute<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at('timout'));
  const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  assert.ok(labels.includes('timeout'), labels.join());
});

test('outline', async () => {
  const symbols = await execute<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
  const resources = symbols.find(({ name }) => name === 'resources');
  assert.deepEqual(resources?.children.map(({ name }) => name), ['hello']);
});

test('quick fixes mend the file', async () => {
  for (const [text, title] of [['cpu: 4', 'Set cpu to 1'], ['nodejs21', 'Change to'], ['timout', 'Rename to']] as const) {
    const where = new vscode.Range(at(text), at(text));
    const line = document.lineAt(where.start.line).range;
    const action = await until(`the fix of ${text}`, async () => {
      const actions = await execute<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, line, vscode.CodeActionKind.QuickFix.value);
      return actions.find((candidate) => candidate.title.includes(title));
    });
    assert.ok(action.edit, title);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
  }
  await until('no error or warning', () => ours(document.uri).every(({ severity }) => severity > vscode.DiagnosticSeverity.Warning));
  assert.ok(await document.save());
});

test('lenses above the function', async () => {
  const lenses = await execute<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 20);
  const titles = lenses.map(({ command }) => command?.title ?? '');
  for (const title of ['Deploy', 'Update config', 'Update code', 'Plan', 'Invoke']) assert.ok(titles.some((shown) => shown.includes(title)), `${title}: ${titles.join()}`);
});

test('every command of the palette is registered, and every one of the server too', async () => {
  const registered = await vscode.commands.getCommands(true);
  const extension = vscode.extensions.getExtension('fcls.fcls');
  const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
  for (const { command } of manifest.contributes.commands) assert.ok(registered.includes(command), command);
  const { extension: running } = (extension?.exports ?? {}) as { extension?: { server(): Promise<{ capabilities: { executeCommandProvider?: { commands: string[] } } } | undefined> } };
  const session = await running?.server();
  for (const command of session?.capabilities.executeCommandProvider?.commands ?? []) assert.ok(registered.includes(command), command);
});

interface Outcome { outcome: string; message: string }

test('a plan: its outcome, and two documents', async () => {
  const argument = { uri: document.uri.toString(), resource: 'hello' };
  const outcome = await execute<Outcome>('fcls.plan', argument);
  assert.equal(outcome.outcome, 'done', JSON.stringify(outcome));
  const plan = await until('the plan', () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'fcls-plan'));
  assert.match(plan.getText(), /emulator[^]*memorySize: 1024/);
  await until('what is live', () => vscode.workspace.textDocuments.some(({ uri }) => uri.scheme === 'fcls-live'));
  await execute('workbench.action.closeAllEditors');
});

test('sign-in status: the emulator', async () => {
  await open('s.yaml');
  const outcome = await execute<Outcome>('fcls.signIn.status', { uri: document.uri.toString() });
  assert.equal(outcome.outcome, 'done', JSON.stringify(outcome));
  assert.match(outcome.message, /emulator/);
});

test('an invocation of what is not live is told as what it is', async () => {
  const outcome = await execute<Outcome>('fcls.invoke', { uri: document.uri.toString(), resource: 'hello', payload: '{}' });
  assert.equal(outcome.outcome, 'failed', JSON.stringify(outcome));
});

test('a new file is ours as soon as it says so', async () => {
  const untitled = await vscode.workspace.openTextDocument({ language: 'yaml', content: '' });
  const editor = await vscode.window.showTextDocument(untitled);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'edition: 3.0.0\nname: x\nresources:\n  a:\n    component: fc3\n    props:\n      region: cn-hangzhou\n      timout: 5\n'));
  await until('a finding', () => ours(untitled.uri).length > 0);
  await execute('workbench.action.revertAndCloseActiveEditor');
});

test('settings reach the server: a rule falls silent, the language changes', async () => {
  const settings = vscode.workspace.getConfiguration('fcls');
  const named = await open('deploy.yaml');
  await settings.update('diagnostics.ignore', ['all'], vscode.ConfigurationTarget.Workspace);
  await until('silence', () => ours(named.uri).length === 0);
  await settings.update('diagnostics.ignore', undefined, vscode.ConfigurationTarget.Workspace);
  await settings.update('language', 'zh', vscode.ConfigurationTarget.Workspace);
  await until('a finding in Chinese', () => ours(named.uri).some(({ message }) => /[\u4e00-\u9fff]/.test(message)));
  await settings.update('language', undefined, vscode.ConfigurationTarget.Workspace);
});

test('a language of our own has the same service', async () => {
  const named = await vscode.languages.setTextDocumentLanguage(await open('deploy.yaml'), 'fcls-yaml');
  await until('a finding', () => ours(named.uri).length > 0);
  await vscode.languages.setTextDocumentLanguage(named, 'yaml');
});

/** What a server of another age may not have yet; then the test says so. */
async function offered(capability: string): Promise<boolean> {
  const { extension } = vscode.extensions.getExtension<{ extension: { server(): Promise<{ capabilities: Record<string, unknown> } | undefined> } }>('fcls.fcls')?.exports ?? {};
  const session = await extension?.server();
  const has = Boolean(session?.capabilities[capability]);
  if (!has) console.log(`ok (the server has no ${capability})`);
  return has;
}

const typed = 'edition: 3.0.0\nname: x\nvars:\n  place: cn-hangzhou\nresources:\n  a:\n    component: fc3\n    props:\n      region: ${vars.place}\n      functionName:   a\n';

async function untitled(): Promise<vscode.TextDocument> {
  const opened = await vscode.workspace.openTextDocument({ language: 'yaml', content: typed });
  await vscode.window.showTextDocument(opened);
  return opened;
}

test('rename of a variable', async () => {
  if (!(await offered('renameProvider'))) return;
  const opened = await untitled();
  const edit = await execute<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', opened.uri, at('place:', opened), 'spot');
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.match(opened.getText(), /  spot: cn-hangzhou[^]*\$\{vars\.spot\}/);
});

test('definition and references of a variable', async () => {
  if (!(await offered('definitionProvider')) || !(await offered('referencesProvider'))) return;
  const opened = await untitled();
  const definitions = await execute<(vscode.Location | vscode.LocationLink)[]>('vscode.executeDefinitionProvider', opened.uri, at('place}', opened));
  const [first] = definitions;
  assert.equal(first && ('range' in first ? first.range : first.targetRange).start.line, 3);
  const references = await execute<vscode.Location[]>('vscode.executeReferenceProvider', opened.uri, at('place:', opened));
  assert.ok(references.some(({ range }) => range.start.line === 8));
});

test('formatting', async () => {
  if (!(await offered('documentFormattingProvider'))) return;
  const opened = await untitled();
  const edits = await execute<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', opened.uri, { tabSize: 2, insertSpaces: true });
  const edit = new vscode.WorkspaceEdit();
  edit.set(opened.uri, edits ?? []);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.match(opened.getText(), /functionName: a\n/);
});

test('semantic tokens', async () => {
  if (!(await offered('semanticTokensProvider'))) return;
  const opened = await untitled();
  const tokens = await execute<vscode.SemanticTokens | undefined>('vscode.provideDocumentSemanticTokens', opened.uri);
  assert.ok((tokens?.data.length ?? 0) > 0);
});

test('the outline of an f.yml has its functions and events', async () => {
  await open('f.yml');
  const { extension } = vscode.extensions.getExtension<{ extension: { outline?: { resources: { name: string; triggers: { name: string }[] }[] } } }>('fcls.fcls')?.exports ?? {};
  const orders = await until('the function', () => extension?.outline?.resources.find(({ name }) => name === 'orders'));
  assert.deepEqual(orders.triggers.map(({ name }) => name), ['http', 'timer']);
});

test('restart', async () => {
  const { extension } = vscode.extensions.getExtension<{ extension: { starts: number } }>('fcls.fcls')?.exports ?? {};
  assert.equal(extension?.starts, 1);
  await execute('fcls.restart');
  assert.equal(extension.starts, 2);
  const named = await open('deploy.yaml');
  await until('the findings again', () => ours(named.uri).length > 0);
});

test('a server that was killed is started again', async () => {
  const { extension } = vscode.extensions.getExtension<{ extension: { found: { command: string }; serverState: string } }>('fcls.fcls')?.exports ?? {};
  assert.ok(extension);
  const pids = (): number[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`) === extension.found.command;
    } catch {
      return false;
    }
  });
  const [before, ...others] = pids();
  assert.ok(before !== undefined && others.length === 0, `one server runs: ${String(before)} ${others.join()}`);
  process.kill(before, 'SIGKILL');
  await until('another server', () => pids().some((pid) => pid !== before));
  await until('the state', () => extension.serverState === 'running');
  const named = await open('deploy.yaml');
  await until('the findings again', () => ours(named.uri).length > 0);
});

export async function run(): Promise<void> {
  console.log(`VS Code ${vscode.version}, node ${process.version}`);
  const failed: string[] = [];
  for (const [name, body] of cases) {
    try {
      await body();
      console.log(`ok ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`not ok ${name}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
}
