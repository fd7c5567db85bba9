// The language client: one server for all files, started when the first of ours is open.
import * as vscode from 'vscode';
import {
  CloseAction, ErrorAction, ExecuteCommandRequest, LanguageClient, RevealOutputChannelOn, State, TransportKind,
  type DynamicFeature, type LanguageClientOptions, type ServerCapabilities, type ServerOptions, type StaticFeature,
} from 'vscode-languageclient/node';
import { ACTIONS } from './actions';
import { answerQuestions } from './dialogs';
import { SELECTOR } from './files';
import type { PlanDocuments } from './planDocuments';
import { Restarts } from './restarts';
import { follow, showProgress } from './progress';
import { forServer } from './settings';
import type { ServerState } from './status';

/** Commands of the server that the extension has itself. */
const OWN: ReadonlySet<string> = new Set([...ACTIONS.map(({ command }) => command), 'fcls.target.select']);

/** The names of commands belong to the extension, which adds what a palette cannot give, and sends them on. */
class Client extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const method = 'registrationType' in feature ? feature.registrationType.method : undefined;
    if (method !== ExecuteCommandRequest.method) {
      super.registerFeature(feature);
      return;
    }
    const passed: vscode.Disposable[] = [];
    super.registerFeature({
      fillClientCapabilities: (capabilities) => { (capabilities.workspace ??= {}).executeCommand = {}; },
      initialize: ({ executeCommandProvider }) => {
        // A newer server may have more of them.
        const unknown = executeCommandProvider?.commands.filter((command) => !OWN.has(command)) ?? [];
        const pass = (command: string) => (...args: unknown[]) => this.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
        passed.push(...unknown.map((command) => vscode.commands.registerCommand(command, pass(command))));
      },
      getState: () => ({ kind: 'static' }),
      clear: () => { passed.splice(0).forEach((command) => void command.dispose()); },
    });
  }
}

const inspect = (key: string) => vscode.workspace.getConfiguration('fcls').inspect(key);

export class Session {
  private executed = 0;

  private constructor(private readonly client: Client) {}

  static async start(
    command: string,
    output: vscode.LogOutputChannel,
    plans: PlanDocuments,
    onState: (state: ServerState) => void,
    onGivenUp: () => void,
  ): Promise<Session> {
    const restarts = new Restarts();
    const server: ServerOptions = { command, args: ['lsp'], transport: TransportKind.stdio };
    let session: Session | undefined;
    const options: LanguageClientOptions = {
      documentSelector: SELECTOR,
      outputChannel: output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: 'fcls',
      errorHandler: {
        // What cannot be written was written to a server that has ended; its end comes as well.
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          if (restarts.allowed(Date.now())) return { action: CloseAction.Restart, handled: true };
          onGivenUp();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      initializationOptions: {
        fcls: forServer(inspect, false),
        trusted: vscode.workspace.isTrusted,
        dialogs: true,
        input: true,
        clipboard: true,
        choices: true,
        virtualDocuments: true,
      },
      middleware: {
        workspace: {
          configuration: (params, token, next) => {
            const asked = params.items.every((item) => item.section === 'fcls');
            return asked ? params.items.map(() => session?.settings() ?? forServer(inspect, false)) : next(params, token);
          },
        },
        window: {
          showDocument: async (params, token, next) => {
            const uri = vscode.Uri.parse(params.uri);
            if (!plans.has(uri)) return next(params, token);
            return { success: await plans.show(uri) };
          },
        },
      },
    };
    const client = new Client('fcls', 'fcls', server, options);
    session = new Session(client);
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        // Registered now, after each start, they take the place of the client's own.
        answerQuestions(client);
        showProgress(client);
      }
      onState(newState === State.Running ? 'running' : newState === State.Stopped ? 'failed' : 'starting');
    });
    await client.start();
    return session;
  }

  /** The settings as this server understands them. */
  private settings(): Record<string, unknown> {
    return forServer(inspect, this.offersCloud());
  }

  get version(): string {
    return this.client.initializeResult?.serverInfo?.version ?? '';
  }

  /** What the server can do, as it said at its start. */
  get capabilities(): ServerCapabilities {
    return this.client.initializeResult?.capabilities ?? {};
  }

  /** Whether the server executes a command. */
  offers(command: string): boolean {
    return this.capabilities.executeCommandProvider?.commands.includes(command) ?? false;
  }

  offersCloud(): boolean {
    return this.offers('fcls.deploy');
  }

  settingsChanged(): Promise<void> {
    return this.client.sendNotification('workspace/didChangeConfiguration', { settings: { fcls: this.settings() } });
  }

  trusted(): Promise<void> {
    return this.client.sendNotification('fcls/trust', { trusted: true });
  }

  /** Executes a command of the server and waits for its end; meanwhile its progress is shown. */
  async execute(command: string, argument: Record<string, unknown>): Promise<unknown> {
    const workDoneToken = `fcls-client-${++this.executed}`;
    const progress = follow(this.client, workDoneToken);
    try {
      return await this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument], workDoneToken });
    } finally {
      progress.dispose();
    }
  }

  request<T>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<T> {
    // A token that is undefined would be taken for a second parameter.
    return token ? this.client.sendRequest<T>(method, params, token) : this.client.sendRequest<T>(method, params);
  }

  stop(): Promise<void> {
    return this.client.dispose(5000);
  }
}
