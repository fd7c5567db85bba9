// The picture of what a file deploys: the server draws it, a click on a node leads to its place in the text.
import * as vscode from 'vscode';
import { page, placeOf } from './architecturePage';
import { baseName } from './files';
import { t } from './text';

/** The answer to `fcls/graph`; nothing for a file that is not open. */
export type Draw = (uri: string) => Promise<{ svg?: string } | null | undefined>;

export class Architecture implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private uri: vscode.Uri | undefined;
  private drawn = '';

  constructor(private readonly draw: Draw) {}

  /** Shows the picture of a file beside it. False when the server has none. */
  async show(uri: vscode.Uri): Promise<boolean> {
    const svg = await this.picture(uri);
    if (svg === undefined) return false;
    this.uri = uri;
    this.panel ??= this.open();
    this.panel.title = t('Architecture of {0}', baseName(uri.path));
    this.put(svg);
    this.panel.reveal(undefined, true);
    return true;
  }

  /** Draws it anew, after the text has changed. */
  async follow(uri: vscode.Uri): Promise<void> {
    if (!this.panel || this.uri?.toString() !== uri.toString()) return;
    const svg = await this.picture(uri);
    if (svg !== undefined) this.put(svg);
  }

  private async picture(uri: vscode.Uri): Promise<string | undefined> {
    try {
      return (await this.draw(uri.toString()))?.svg;
    } catch {
      return undefined;
    }
  }

  private put(svg: string): void {
    if (!this.panel || svg === this.drawn) return;
    this.drawn = svg;
    this.panel.webview.html = page(svg);
  }

  private open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('fcls.architecture', '', { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, { enableScripts: true, localResourceRoots: [] });
    panel.webview.onDidReceiveMessage((message) => void this.jump(message));
    panel.onDidDispose(() => {
      this.panel = undefined;
      this.drawn = '';
    });
    return panel;
  }

  private async jump(message: unknown): Promise<void> {
    const place = placeOf(message);
    if (!place || !this.uri) return;
    const position = new vscode.Position(place.line, place.character);
    await vscode.window.showTextDocument(this.uri, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(position, position) });
  }

  dispose(): void {
    this.panel?.dispose();
  }
}
