// The tree of functions in the open file, with their triggers, and with what is live where that may be read.
import * as vscode from 'vscode';
import { NOTHING, stateText, versionText, type Live, type LiveFunctions, type Version } from './live';
import type { Outline, Range, Resource, Trigger } from './outline';
import { t } from './text';

type Node =
  | { kind: 'resource'; uri: string; resource: string; of: Resource }
  | { kind: 'trigger'; uri: string; of: Trigger }
  | { kind: 'versions'; of: Live }
  | { kind: 'version'; of: Version; live: Live };

/** What the tree shows. */
export interface Shown {
  uri: string;
  outline: Outline | undefined;
  /** Findings that say where the live functions differ from the file. */
  drift: readonly vscode.Diagnostic[];
  live: LiveFunctions;
}

export class FunctionTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private now: Shown = { uri: '', outline: undefined, drift: [], live: NOTHING };
  private drawn = '';

  /** `seen`: the tree came into sight. */
  constructor(seen: () => void) {
    this.view = vscode.window.createTreeView('fcls.functions', { treeDataProvider: this, showCollapseAll: true });
    this.view.onDidChangeVisibility(({ visible }) => { if (visible) seen(); });
  }

  get visible(): boolean {
    return this.view.visible;
  }

  show(now: Shown): void {
    // Each keystroke leads here; a tree that is drawn anew loses its hover and flickers.
    const drawn = JSON.stringify([now.uri, now.outline, now.drift.map(({ range, message }) => [range.start.line, message]), [...now.live.values()]]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.now = now;
    this.changed.fire();
  }

  getChildren(node?: Node): Node[] {
    const { uri, outline, live } = this.now;
    switch (node?.kind) {
      case undefined: return (outline?.resources ?? []).map((of) => ({ kind: 'resource', uri, resource: of.name, of }));
      case 'resource': {
        const triggers = node.of.triggers.map((of): Node => ({ kind: 'trigger', uri, of }));
        const of = live.get(node.of.name);
        return of && of.versions.length > 0 ? [...triggers, { kind: 'versions', of }] : triggers;
      }
      case 'versions': return node.of.versions.map((of) => ({ kind: 'version', of, live: node.of }));
      default: return [];
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const item = this.item(node);
    item.contextValue = node.kind;
    if (node.kind === 'resource' || node.kind === 'trigger') {
      const range = node.kind === 'resource' ? node.of.selection : node.of.range;
      item.command = { command: 'vscode.open', title: t('Show in the file'), arguments: [vscode.Uri.parse(node.uri), { selection: editorRange(range) }] };
    }
    return item;
  }

  private item(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case 'resource': return this.resourceItem(node.of);
      case 'trigger': return triggerItem(node.of);
      case 'versions': {
        const item = new vscode.TreeItem(t('Versions'), vscode.TreeItemCollapsibleState.Collapsed);
        item.id = `${this.now.uri}#${node.of.resource}#versions`;
        item.description = String(node.of.versions.length);
        item.iconPath = new vscode.ThemeIcon('versions');
        return item;
      }
      case 'version': {
        const item = new vscode.TreeItem(node.of.id);
        item.description = versionText(node.of, node.live.aliases);
        item.tooltip = node.of.created ? new Date(node.of.created).toLocaleString(vscode.env.language) : '';
        item.iconPath = new vscode.ThemeIcon('tag');
        return item;
      }
    }
  }

  private resourceItem(resource: Resource): vscode.TreeItem {
    const live = this.now.live.get(resource.name);
    const children = resource.triggers.length > 0 || (live?.versions.length ?? 0) > 0;
    const item = new vscode.TreeItem(resource.name, children ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
    item.id = `${this.now.uri}#${resource.name}`;
    const differences = this.now.drift.filter(({ range }) => resource.range.start.line <= range.start.line && range.start.line <= resource.range.end.line);
    item.description = [resource.detail, stateText(live, differences.length)].filter((part) => part !== '').join(' · ');
    item.tooltip = [
      live ? `${live.name}, ${live.region}` : '',
      live?.lastModified ? t('Last change: {0}', new Date(live.lastModified).toLocaleString(vscode.env.language)) : '',
      ...differences.map(({ message }) => message),
    ].filter((line) => line !== '').join('\n') || resource.name;
    item.iconPath = new vscode.ThemeIcon('symbol-function', color(live, differences.length));
    return item;
  }

  dispose(): void {
    vscode.Disposable.from(this.view, this.changed).dispose();
  }
}

function color(live: Live | undefined, differences: number): vscode.ThemeColor | undefined {
  if (differences > 0) return new vscode.ThemeColor('list.warningForeground');
  switch (live?.state) {
    case 'live': return new vscode.ThemeColor('testing.iconPassed');
    case 'absent': return new vscode.ThemeColor('disabledForeground');
    default: return undefined;
  }
}

function triggerItem(trigger: Trigger): vscode.TreeItem {
  const item = new vscode.TreeItem(trigger.name);
  item.description = trigger.kind;
  item.iconPath = new vscode.ThemeIcon(icon(trigger));
  return item;
}

/** In an `s.yaml` the type is beside the name, in an `f.yml` it is the name. */
function icon({ name, kind }: Trigger): string {
  const icons: Record<string, string> = {
    http: 'globe', apigw: 'globe', timer: 'watch', oss: 'database', os: 'database', log: 'output', sls: 'output',
    mq: 'mail', mns_topic: 'mail', eventbridge: 'broadcast', tablestore: 'table', cdn_events: 'cloud', cdn: 'cloud',
  };
  return icons[kind] ?? icons[name] ?? 'zap';
}

function editorRange({ start, end }: Range): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
