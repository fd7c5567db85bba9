// Progress: of commands that we sent, and what the server begins by itself. What can be cancelled is shown with its
// button; the client's own way puts it into the status bar, where there is none.
import * as vscode from 'vscode';
import {
  WorkDoneProgress, WorkDoneProgressCancelNotification, WorkDoneProgressCreateRequest,
  type Disposable, type LanguageClient, type ProgressToken, type WorkDoneProgressBegin, type WorkDoneProgressReport,
} from 'vscode-languageclient/node';

export function showProgress(client: LanguageClient): void {
  client.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => { follow(client, token); });
}

/** Shows what comes for `token`, until it ends or is disposed of. */
export function follow(client: LanguageClient, token: ProgressToken): Disposable {
  let report: ((value: WorkDoneProgressReport) => void) | undefined;
  let end: (() => void) | undefined;
  const listener: Disposable = client.onProgress(WorkDoneProgress.type, token, (value) => {
    switch (value.kind) {
      case 'begin': begin(value); break;
      case 'report': report?.(value); break;
      case 'end': stop(); break;
    }
  });

  function stop(): void {
    end?.();
    listener.dispose();
  }

  function begin(value: WorkDoneProgressBegin): void {
    const cancellable = value.cancellable === true;
    const location = cancellable ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
    // Until VS Code calls back, what comes is kept.
    let shown: vscode.Progress<{ message?: string; increment?: number }> | undefined;
    let latest: WorkDoneProgressReport = { ...value, kind: 'report' };
    let percentage = 0;
    report = (next) => {
      latest = next;
      if (!shown) return;
      const now = Math.max(percentage, Math.min(next.percentage ?? percentage, 100));
      shown.report({ ...(next.message === undefined ? {} : { message: next.message }), ...(now > percentage ? { increment: now - percentage } : {}) });
      percentage = now;
    };
    const over = new Promise<void>((resolve) => { end = resolve; });
    void vscode.window.withProgress({ location, cancellable, title: value.title }, (progress, cancellation) => {
      shown = progress;
      report?.(latest);
      const wish = cancellation.onCancellationRequested(() => void client.sendNotification(WorkDoneProgressCancelNotification.type, { token }));
      return over.finally(() => wish.dispose());
    });
  }

  return { dispose: stop };
}
