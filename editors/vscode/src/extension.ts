// Starts everything. The server is started when the first file with one of our names is open.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { Architecture } from './architecture';
import { Session } from './client';
import { registerCommands } from './commands';
import { findingsOf, isDrift, mayBeOurs } from './documents';
import { NOTHING, readLive, type Live, type LiveFunctions } from './live';
import { readOutline, type Outline, type Symbol } from './outline';
import { PlanDocuments } from './planDocuments';
import { findServer, sourceText, type Found } from './serverPath';
import { personal } from './settings';
import type { Counts, ServerState, Situation } from './status';
import { StatusItems } from './statusItems';
import { speakWith, t } from './text';
import { FunctionTree } from './tree';
import { offerOurLanguage } from './yamlExtension';

/** Typing is not followed letter by letter. */
const OUTLINE_DELAY_MS = 250;

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<{ extension: Extension }> {
  speakWith(vscode.l10n.t);
  extension = new Extension(context);
  await extension.look();
  return { extension };
}

export async function deactivate(): Promise<void> {
  await extension?.stop();
}

export class Extension {
  readonly output = vscode.window.createOutputChannel('fcls', { log: true });
  /** Why there is no server, if there is none. */
  problem: string | undefined;
  found: Found | undefined;
  /** The file that the status bar and the tree are about. */
  document: vscode.TextDocument | undefined;
  outline: Outline | undefined;
  /** How often a server was started. */
  starts = 0;

  private session: Session | undefined;
  private starting: Promise<Session | undefined> | undefined;
  private state: ServerState = 'stopped';
  private timer: NodeJS.Timeout | undefined;
  private readonly plans = new PlanDocuments((uri, token) => this.planText(uri, token));
  readonly architecture = new Architecture(async (uri) => (await this.server())?.request<{ svg?: string } | null>('fcls/graph', { uri }));
  private live: LiveFunctions = NOTHING;
  private readonly tree = new FunctionTree(() => void this.lookAtLive());
  private readonly items = new StatusItems();

  constructor(readonly context: vscode.ExtensionContext) {
    const later = (): void => this.followLater();
    context.subscriptions.push(
      this.output, this.plans, this.tree, this.items, this.architecture,
      vscode.workspace.onDidOpenTextDocument((document) => void this.opened(document)),
      vscode.window.onDidChangeActiveTextEditor(() => void this.follow()),
      vscode.workspace.onDidSaveTextDocument((document) => { if (document === this.document) void this.lookAtLive(); }),
      // A file may become ours while it is typed.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === this.document || document === vscode.window.activeTextEditor?.document) later();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => { if (document === this.document) void this.follow(); }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (!uris.some((uri) => uri.toString() === this.document?.uri.toString())) return;
        // Who has findings has an outline; it may have been asked for before the server knew the file.
        if (this.outline?.ours === true) this.show();
        else later();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => void this.settingsChanged(change)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        void this.session?.trusted().then(() => this.lookAtLive());
        this.show();
      }),
    );
    registerCommands(this);
  }

  /** Looks at the files that are open already. */
  async look(): Promise<void> {
    await Promise.all(vscode.workspace.textDocuments.map((document) => this.opened(document)));
    await this.follow();
  }

  private async opened(document: vscode.TextDocument): Promise<void> {
    if (!mayBeOurs(document)) return;
    void offerOurLanguage(this.context);
    await this.server();
  }

  /** The running server; it is started if it does not run and did not fail. */
  server(): Promise<Session | undefined> {
    // Not before this is set: starting shows its state, which looks whether a server is on its way.
    this.starting ??= Promise.resolve().then(() => this.start());
    return this.starting;
  }

  private async start(): Promise<Session | undefined> {
    const setting = personal((key) => vscode.workspace.getConfiguration('fcls').inspect(key), 'server.path');
    this.found = findServer({
      setting: typeof setting === 'string' ? setting : '',
      extensionPath: this.context.extensionPath,
      home: os.homedir(),
      env: process.env,
      platform: process.platform,
      isExecutable,
    });
    if (!this.found.ok) {
      this.output.error(`${this.found.reason}\n${this.found.looked.map((place) => `  ${place}`).join('\n')}`);
      this.failed(this.found.reason);
      return undefined;
    }
    this.problem = undefined;
    this.starts += 1;
    this.setState('starting');
    this.output.info(`${this.found.command} lsp (${sourceText(this.found.source)})`);
    try {
      this.session = await Session.start(this.found.command, this.output, this.plans, (state) => {
        if (this.session) this.setState(state);
      }, () => this.failed(t('The fcls server ended several times and is not started again.')));
      this.setState('running');
      return this.session;
    } catch (error) {
      this.failed(t('The fcls server did not start: {0}', String(error instanceof Error ? error.message : error)));
      return undefined;
    }
  }

  private failed(problem: string): void {
    this.problem = problem;
    this.setState('failed');
    const [settings, log, again] = [t('Open Settings'), t('Show Log'), t('Try Again')];
    void vscode.window.showErrorMessage(problem, settings, log, again).then((chosen) => {
      if (chosen === settings) void vscode.commands.executeCommand('workbench.action.openSettings', 'fcls.server.path');
      if (chosen === log) this.output.show();
      if (chosen === again) void this.restart();
    });
  }

  async stop(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    this.starting = undefined;
    this.state = 'stopped';
    await session?.stop().catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.server();
  }

  private setState(state: ServerState): void {
    this.state = state;
    void this.follow();
  }

  get serverState(): ServerState {
    return this.state;
  }

  get version(): string {
    return this.session?.version ?? '';
  }

  private async settingsChanged(change: vscode.ConfigurationChangeEvent): Promise<void> {
    if (change.affectsConfiguration('fcls.server.path')) {
      if (this.starting) await this.restart();
    } else if (change.affectsConfiguration('fcls')) {
      await this.session?.settingsChanged();
      this.show();
      await this.lookAtLive();
    }
  }

  private followLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.follow(), OUTLINE_DELAY_MS);
  }

  /** Turns to the active file. Panels and lists that get the focus change nothing. */
  async follow(): Promise<void> {
    const active = vscode.window.activeTextEditor?.document;
    const beside = active === undefined || ['output', 'fcls-plan', 'fcls-live'].includes(active.uri.scheme);
    const document = beside && this.document && !this.document.isClosed ? this.document : active;
    const candidate = document && mayBeOurs(document) ? document : undefined;
    const another = candidate !== this.document;
    if (another) {
      this.outline = undefined;
      this.live = NOTHING;
    }
    const first = this.outline === undefined;
    this.document = candidate;
    this.show();
    if (candidate && !this.starting) await this.opened(candidate);
    if (!candidate || this.state !== 'running') return;
    const outline = await this.outlineOf(candidate.uri.toString());
    if (this.document !== candidate) return;
    this.outline = outline;
    this.show();
    void this.architecture.follow(candidate.uri);
    if (first && outline?.ours) await this.lookAtLive();
  }

  /** Reads what is live, for the tree, if it can be seen; the server does so only where the settings allow it. */
  async lookAtLive(): Promise<void> {
    const { document } = this;
    if (!document || this.state !== 'running' || !this.tree.visible || this.situation().enabled !== true) return;
    try {
      const answer = await this.session?.request<{ functions?: Live[] } | null>('fcls/liveFunctions', { uri: document.uri.toString() });
      if (this.document !== document) return;
      this.live = readLive(answer);
      this.show();
    } catch (error) {
      this.output.debug(`fcls/liveFunctions: ${String(error)}`);
    }
  }

  async outlineOf(uri: string): Promise<Outline | undefined> {
    try {
      const symbols = await this.session?.request<Symbol[] | null>('textDocument/documentSymbol', { textDocument: { uri } });
      return symbols === undefined ? undefined : readOutline(symbols ?? []);
    } catch (error) {
      this.output.warn(`textDocument/documentSymbol: ${String(error)}`);
      return undefined;
    }
  }

  private async planText(uri: string, token?: vscode.CancellationToken): Promise<string | undefined> {
    const answer = await this.session?.request<{ text?: string } | null>('fcls/planDocument', { uri }, token);
    return answer?.text;
  }

  counts(): Counts {
    const of = (severity: vscode.DiagnosticSeverity): number => this.findings().filter((found) => found.severity === severity).length;
    return { errors: of(vscode.DiagnosticSeverity.Error), warnings: of(vscode.DiagnosticSeverity.Warning) };
  }

  /** Our findings; others may have theirs in the same file. */
  findings(): vscode.Diagnostic[] {
    return this.document ? findingsOf(this.document.uri) : [];
  }

  situation(): Situation {
    const inspect = (key: string) => vscode.workspace.getConfiguration('fcls').inspect(key);
    const alias = personal(inspect, 'cloud.access');
    return {
      server: this.state,
      file: this.document?.uri.path,
      outline: this.outline,
      counts: this.counts(),
      enabled: personal(inspect, 'cloud.enabled') === true,
      target: personal(inspect, 'cloud.target') === 'emulator' ? 'emulator' : 'cloud',
      alias: typeof alias === 'string' ? alias : '',
      trusted: vscode.workspace.isTrusted,
    };
  }

  /** Brings all that is shown up to date. */
  private show(): void {
    const situation = this.situation();
    this.items.show(situation, this.version);
    this.tree.show({ uri: this.document?.uri.toString() ?? '', outline: this.outline, drift: this.findings().filter(isDrift), live: situation.enabled ? this.live : NOTHING });
    void vscode.commands.executeCommand('setContext', 'fcls.ours', this.outline?.ours === true);
  }
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
