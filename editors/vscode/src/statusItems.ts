// The item in the status bar, and the one beside the language.
import * as vscode from 'vscode';
import { SELECTOR } from './files';
import { status, type Situation } from './status';
import { t } from './text';

export class StatusItems implements vscode.Disposable {
  private readonly bar = vscode.window.createStatusBarItem('fcls.status', vscode.StatusBarAlignment.Right, 90);
  private readonly language = vscode.languages.createLanguageStatusItem('fcls.language', SELECTOR);

  constructor() {
    this.bar.name = 'fcls';
    this.bar.command = 'fcls.menu';
    this.language.name = 'fcls';
    this.language.command = { command: 'fcls.why', title: t('Why?') };
    this.language.text = 'fcls';
  }

  show(situation: Situation, version: string): void {
    const now = status(situation);
    if (!now) {
      this.bar.hide();
      return;
    }
    this.bar.text = now.text;
    this.bar.tooltip = now.tooltip;
    this.bar.accessibilityInformation = { label: now.tooltip };
    this.bar.backgroundColor = now.level === 'plain' ? undefined : new vscode.ThemeColor(`statusBarItem.${now.level}Background`);
    this.bar.show();
    this.language.busy = now.busy;
    this.language.text = version ? `fcls ${version}` : 'fcls';
    this.language.detail = situation.outline?.ours === false ? t('not a file of Function Compute') : now.tooltip.split('\n')[0] ?? '';
    this.language.severity = now.level === 'error' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  }

  dispose(): void {
    vscode.Disposable.from(this.bar, this.language).dispose();
  }
}
