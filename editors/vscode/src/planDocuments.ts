// Plans as documents: their text comes from the server and is never on the disk.
import * as vscode from 'vscode';
import { isPlan, LIVE, PLAN, planTitle } from './planUris';
import { t } from './text';

type Fetch = (uri: string, token?: vscode.CancellationToken) => Promise<string | undefined>;

export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registrations: vscode.Disposable[];
  readonly onDidChange = this.changed.event;

  constructor(private readonly fetch: Fetch) {
    this.registrations = [PLAN, LIVE].map((scheme) => vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  has(uri: vscode.Uri): boolean {
    return isPlan(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    return (await this.fetch(uri.toString(), token)) ?? '';
  }

  /** Shows the plan beside the live state; alone, where nothing is live. */
  async show(uri: vscode.Uri): Promise<boolean> {
    const file = uri.with({ scheme: PLAN });
    const live = uri.with({ scheme: LIVE });
    try {
      const there = await this.fetch(live.toString()).catch(() => undefined);
      // An older plan of the same name may be open.
      this.changed.fire(file);
      if (there === undefined) {
        await vscode.window.showTextDocument(file, { preview: true });
        return true;
      }
      this.changed.fire(live);
      await vscode.commands.executeCommand('vscode.diff', live, file, planTitle(uri.path, t('Plan'), [t('live'), t('file')]), { preview: true });
      return true;
    } catch {
      return false;
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.registrations, this.changed).dispose();
  }
}
