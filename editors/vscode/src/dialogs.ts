// What the server asks of a person. Questions with buttons (`window/showMessageRequest`) are asked as confirmation.ts
// says; a line of text, a choice of many and the clipboard have requests of our own.
import * as vscode from 'vscode';
import { MessageType, ShowMessageRequest, type LanguageClient, type MessageActionItem } from 'vscode-languageclient/node';
import { dialog } from './confirmation';
import { isPlan } from './planUris';

/** `fcls/input` and `fcls/pick`: nothing when it was closed. */
interface Given { value: string | null }

export function answerQuestions(client: LanguageClient): void {
  client.onRequest(ShowMessageRequest.type, async ({ type, message, actions = [] }): Promise<MessageActionItem | null> => {
    const reading = vscode.window.visibleTextEditors.some((editor) => isPlan(editor.document.uri));
    const { modal, message: text, detail, buttons } = dialog({ message, actions, reading });
    const options: vscode.MessageOptions = detail === undefined ? { modal } : { modal, detail };
    const chosen = await ask(type)(text, options, ...buttons);
    return actions.find((action) => action.title === chosen?.title) ?? null;
  });
  client.onRequest('fcls/input', async ({ prompt }: { prompt: string }): Promise<Given> => {
    const value = await vscode.window.showInputBox({ prompt, ignoreFocusOut: true });
    return { value: value ?? null };
  });
  client.onRequest('fcls/pick', async ({ title, items }: { title: string; items: string[] }): Promise<Given> => {
    const value = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
    return { value: value ?? null };
  });
  client.onRequest('fcls/copy', async ({ text }: { text: string }): Promise<object> => {
    await vscode.env.clipboard.writeText(text);
    return {};
  });
}

type Ask = <T extends vscode.MessageItem>(message: string, options: vscode.MessageOptions, ...items: T[]) => Thenable<T | undefined>;

function ask(type: MessageType): Ask {
  switch (type) {
    case MessageType.Error: return vscode.window.showErrorMessage;
    case MessageType.Warning: return vscode.window.showWarningMessage;
    default: return vscode.window.showInformationMessage;
  }
}
