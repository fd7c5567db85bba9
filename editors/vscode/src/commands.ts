// The commands of the palette, the menus and the code lenses.
import * as vscode from 'vscode';
import { ACTIONS, cleaned, subjectOf, terminalLine, type Action, type Subject } from './actions';
import { findingsOf, mayBeOurs } from './documents';
import type { Extension } from './extension';
import { baseName } from './files';
import { resourceAt } from './outline';
import { sourceText } from './serverPath';
import { t } from './text';
import { why } from './why';
import { isExcluded, others, setExcluded } from './yamlExtension';

export function registerCommands(extension: Extension): void {
  const register = (command: string, run: (argument: unknown) => unknown): void => {
    extension.context.subscriptions.push(vscode.commands.registerCommand(command, run));
  };
  for (const action of ACTIONS) register(action.command, (argument) => perform(extension, action, argument));
  register('fcls.target.select', () => selectTarget());
  register('fcls.architecture', () => showArchitecture(extension));
  register('fcls.restart', () => extension.restart());
  register('fcls.showLog', () => extension.output.show());
  register('fcls.why', () => showWhy(extension));
  register('fcls.menu', () => showMenu(extension));
  register('fcls.yaml.toggle', () => toggleLanguage());
}

/** Sends a command to the server, with what a palette does not know asked for; the server's result. */
async function perform(extension: Extension, action: Action, argument: unknown): Promise<unknown> {
  const subject = subjectOf(argument) ?? subjectOfEditor(extension);
  if (!subject) {
    void vscode.window.showInformationMessage(t('Open an s.yaml or f.yml first.'));
    return undefined;
  }
  if (!vscode.workspace.isTrusted) {
    const manage = t('Manage Workspace Trust');
    const chosen = await vscode.window.showWarningMessage(t('This workspace is not trusted, so nothing is sent to the cloud.'), manage);
    if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
    return undefined;
  }
  const session = await extension.server();
  if (!session) return undefined;
  if (!session.offers(action.command)) return notOffered(extension, action, subject);
  const whole = await complete(extension, action, subject, argument !== undefined);
  if (!whole || !(await saved(action, whole))) return undefined;
  try {
    const outcome = await session.execute(action.command, cleaned(whole));
    void extension.lookAtLive();
    return outcome;
  } catch (error) {
    if (error instanceof vscode.CancellationError) return undefined;
    const log = t('Show Log');
    const chosen = await vscode.window.showErrorMessage(String(error instanceof Error ? error.message : error), log);
    if (chosen === log) extension.output.show();
    return undefined;
  }
}

function subjectOfEditor(extension: Extension): Subject | undefined {
  const active = vscode.window.activeTextEditor?.document;
  const document = active && mayBeOurs(active) ? active : extension.document;
  return document && { uri: document.uri.toString() };
}

async function notOffered(extension: Extension, action: Action, subject: Subject): Promise<undefined> {
  const line = terminalLine(action, vscode.Uri.parse(subject.uri).path, subject.resource ?? '');
  const copy = t('Copy Command Line');
  const message = t('This fcls server ({0}) does not do that from the editor. In a terminal: {1}', extension.version, line);
  if ((await vscode.window.showWarningMessage(message, copy)) === copy) await vscode.env.clipboard.writeText(line);
  return undefined;
}

/** What is deployed is what is on the disk; a file with changes is saved first, if the person agrees. */
async function saved(action: Action, subject: Subject): Promise<boolean> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === subject.uri);
  if (!action.saved || !document?.isDirty) return true;
  const save = t('Save and Continue');
  const message = t('{0} has changes that are not saved.', baseName(document.uri.path));
  const detail = t('Plans and deploys take the file as it is on the disk.');
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, save)) !== save) return false;
  return document.save();
}

/** The last event of each function, for this session. */
const payloads = new Map<string, string>();

/** Asks for the function, and for what the command needs beside it. Lenses say all of it. */
async function complete(extension: Extension, action: Action, subject: Subject, said: boolean): Promise<Subject | undefined> {
  if (action.about === 'account') return withAccount(extension, subject);
  let whole: Subject | undefined = subject;
  if (!said || (action.about === 'function' && subject.resource === undefined)) whole = await withResource(extension, action, subject);
  if (whole && action.command === 'fcls.invoke' && whole.payload === undefined) {
    const key = `${whole.uri}#${whole.resource ?? ''}`;
    const payload = await vscode.window.showInputBox({
      title: t('Invoke {0}', whole.resource ?? ''),
      prompt: t('The event, as JSON or plain text'),
      value: payloads.get(key) ?? '{}',
      ignoreFocusOut: true,
    });
    if (payload === undefined) return undefined;
    payloads.set(key, payload);
    return { ...whole, payload };
  }
  return whole;
}

/** The account that a file's deploys would use: the server takes the alias in the place of a resource. */
async function withAccount(extension: Extension, subject: Subject): Promise<Subject> {
  const outline = await extension.outlineOf(subject.uri);
  const [region] = outline?.regions ?? [];
  return { ...subject, ...(outline?.access ? { resource: outline.access } : {}), ...(region ? { region } : {}) };
}

async function withResource(extension: Extension, action: Action, subject: Subject): Promise<Subject | undefined> {
  // The server lists the live functions itself.
  if (action.about === 'live' || subject.resource !== undefined) return subject;
  const outline = await extension.outlineOf(subject.uri);
  const resources = outline?.resources ?? [];
  const [only] = resources;
  if (only && resources.length === 1) return { ...subject, resource: only.name };
  if (!outline || !only) return subject;
  const editor = vscode.window.activeTextEditor;
  const here = editor?.document.uri.toString() === subject.uri ? resourceAt(outline, editor.selection.active.line) : undefined;
  const sorted = here ? [here, ...resources.filter((resource) => resource !== here)] : resources;
  const items: (vscode.QuickPickItem & { resource?: string })[] = sorted.map((resource) => ({
    label: resource.name, description: resource.detail, resource: resource.name, ...(resource === here ? { detail: t('at the cursor') } : {}),
  }));
  if (action.about === 'functions') items.push({ label: t('All of the file'), description: String(resources.length) });
  const chosen = await vscode.window.showQuickPick(items, { title: title(action.command), placeHolder: t('Which function?') });
  return chosen && (chosen.resource === undefined ? subject : { ...subject, resource: chosen.resource });
}

function title(command: string): string {
  switch (command) {
    case 'fcls.plan': return t('Plan');
    case 'fcls.deploy': return t('Deploy');
    case 'fcls.updateConfig': return t('Update configuration');
    case 'fcls.updateCode': return t('Update code');
    case 'fcls.pull': return t('Pull');
    case 'fcls.adopt': return t('Adopt a live function');
    case 'fcls.invoke': return t('Invoke');
    case 'fcls.publish': return t('Publish a version');
    case 'fcls.signIn.status': return t('Which account?');
    default: return 'fcls';
  }
}

async function selectTarget(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('fcls');
  const now = settings.inspect<string>('cloud.target')?.globalValue ?? 'cloud';
  const mark = (target: string): string => (now === target ? ` ${t('(now)')}` : '');
  const items: (vscode.QuickPickItem & { target?: string })[] = [
    { label: `$(cloud) ${t('Alibaba Cloud')}${mark('cloud')}`, detail: t('your account, after a question each time'), target: 'cloud' },
    { label: `$(beaker) ${t('Local emulator')}${mark('emulator')}`, detail: t('on this machine, without an account'), target: 'emulator' },
    { label: `$(key) ${t('Credentials…')}`, detail: t('the alias in ~/.s/access.yaml; empty: what the file says') },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: t('Where do deploys go?') });
  if (!chosen) return;
  if (chosen.target !== undefined) {
    await settings.update('cloud.target', chosen.target, vscode.ConfigurationTarget.Global);
    return;
  }
  const value = settings.inspect<string>('cloud.access')?.globalValue ?? '';
  const alias = await vscode.window.showInputBox({ title: t('Credentials…'), prompt: t('Alias; no key is asked for or kept here'), value });
  if (alias !== undefined) await settings.update('cloud.access', alias.trim() || undefined, vscode.ConfigurationTarget.Global);
}

async function showArchitecture(extension: Extension): Promise<void> {
  const subject = subjectOfEditor(extension);
  if (!subject) void vscode.window.showInformationMessage(t('Open an s.yaml or f.yml first.'));
  else if (!(await extension.architecture.show(vscode.Uri.parse(subject.uri)))) {
    void vscode.window.showInformationMessage(t('This fcls server ({0}) draws no pictures.', extension.version));
  }
}

async function showMenu(extension: Extension): Promise<void> {
  const { target, alias, outline } = extension.situation();
  const entry = (icon: string, command: string, label: string, description = '') => ({ label: `$(${icon}) ${label}`, description, command });
  const line = { label: '', kind: vscode.QuickPickItemKind.Separator, command: '' };
  const cloud = outline?.ours
    ? [
        entry('diff', 'fcls.plan', title('fcls.plan')),
        entry('cloud-upload', 'fcls.deploy', title('fcls.deploy')),
        entry('cloud-download', 'fcls.pull', title('fcls.pull')),
        entry('play', 'fcls.invoke', title('fcls.invoke')),
        entry('type-hierarchy', 'fcls.architecture', t('Show architecture')),
        line,
        entry('target', 'fcls.target.select', t('Where do deploys go?'), target === 'emulator' ? t('Local emulator') : [t('Alibaba Cloud'), alias].filter((part) => part !== '').join(' · ')),
        entry('account', 'fcls.signIn.status', title('fcls.signIn.status')),
        line,
      ]
    : [];
  const items = [
    ...cloud,
    entry('question', 'fcls.why', t('Why is this file (not) handled?')),
    entry('output', 'fcls.showLog', t('Show Log')),
    entry('debug-restart', 'fcls.restart', t('Restart the server')),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: 'fcls' });
  if (chosen) await vscode.commands.executeCommand(chosen.command);
}

async function showWhy(extension: Extension): Promise<void> {
  const document = vscode.window.activeTextEditor?.document ?? extension.document;
  if (!document) {
    void vscode.window.showInformationMessage(t('Open an s.yaml or f.yml first.'));
    return;
  }
  const candidate = mayBeOurs(document);
  if (candidate) await extension.server();
  const answer = why({
    path: document.uri.path,
    candidate,
    language: document.languageId,
    server: extension.serverState,
    program: extension.found?.ok ? extension.found.command : '',
    source: extension.found?.ok ? sourceText(extension.found.source) : '',
    version: extension.version,
    problem: extension.problem,
    outline: candidate ? await extension.outlineOf(document.uri.toString()) : undefined,
    blank: document.getText().trim() === '',
    findings: findingsOf(document.uri).length,
    enabled: vscode.workspace.getConfiguration('fcls').get('diagnostics.enable', true),
    trusted: vscode.workspace.isTrusted,
    others: others(document),
  });
  const message = answer.handled ? t('fcls handles this file.') : t('fcls does not handle this file.');
  await vscode.window.showInformationMessage(message, { modal: true, detail: answer.lines.join('\n') });
}

async function toggleLanguage(): Promise<void> {
  const excluded = isExcluded();
  await setExcluded(!excluded);
  void vscode.window.showInformationMessage(excluded ? t('All YAML extensions work on our files again.') : t('Only fcls works on f.yml and s.yaml now.'));
}

