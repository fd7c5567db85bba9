// Other extensions that work on YAML. They attach to the language `yaml`; our files can have a language of
// their own, with the same colours, and then only fcls works on them.
import * as vscode from 'vscode';
import { OUR_LANGUAGE, PLAIN_NAMES } from './files';
import { t } from './text';

const YAML_EXTENSION = 'redhat.vscode-yaml';
const ASKED = 'yamlExtension.asked';

/** The names of other extensions that are at work on a document. */
export function others(document: vscode.TextDocument): string[] {
  const other = vscode.extensions.getExtension(YAML_EXTENSION);
  return other && document.languageId === 'yaml' ? [displayName(other)] : [];
}

function displayName(extension: vscode.Extension<unknown>): string {
  const { displayName: name } = extension.packageJSON as { displayName?: unknown };
  return typeof name === 'string' ? name : extension.id;
}

/** Asks, once, whether our files shall be ours alone. */
export async function offerOurLanguage(context: vscode.ExtensionContext): Promise<void> {
  const other = vscode.extensions.getExtension(YAML_EXTENSION);
  if (!other || context.globalState.get(ASKED) || isExcluded()) return;
  await context.globalState.update(ASKED, true);
  const [yes, explain, no] = [t('Only fcls'), t('Explain'), t('Keep Both')];
  const question = t('{0} also checks and completes s.yaml and f.yml, so some findings may appear twice. Shall only fcls work on these files?', displayName(other));
  let chosen = await vscode.window.showInformationMessage(question, yes, explain, no);
  if (chosen === explain) {
    const detail = t('Your user settings get files.associations for {0} with the language "{1}". It looks like YAML, but extensions for YAML do not attach to it. All other YAML files stay as they are. The command "fcls: Leave Our Files to fcls or to All YAML Extensions" changes it later.', PLAIN_NAMES.join(', '), OUR_LANGUAGE);
    chosen = await vscode.window.showInformationMessage(question, { modal: true, detail }, yes);
  }
  if (chosen === yes) await setExcluded(true);
}

type Associations = Record<string, string>;

function associations(): Associations {
  return { ...vscode.workspace.getConfiguration('files').inspect<Associations>('associations')?.globalValue };
}

export function isExcluded(): boolean {
  const now = associations();
  return PLAIN_NAMES.every((name) => now[name] === OUR_LANGUAGE);
}

/** Gives our plain names our language in the user's settings, or takes it away. */
export async function setExcluded(excluded: boolean): Promise<void> {
  const now = associations();
  for (const name of PLAIN_NAMES) {
    if (excluded) now[name] = OUR_LANGUAGE;
    else if (now[name] === OUR_LANGUAGE) delete now[name];
  }
  const value = Object.keys(now).length > 0 ? now : undefined;
  await vscode.workspace.getConfiguration('files').update('associations', value, vscode.ConfigurationTarget.Global);
}
