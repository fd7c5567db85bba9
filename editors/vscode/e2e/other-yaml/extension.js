// Stands for the YAML extension in tests: it says one thing about every document of the language `yaml`.
const vscode = require('vscode');

exports.activate = (context) => {
  const findings = vscode.languages.createDiagnosticCollection('other');
  const look = (document) => {
    if (document.languageId !== 'yaml') return;
    const finding = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 1), 'Seen by the other extension', vscode.DiagnosticSeverity.Warning);
    finding.source = 'yaml-schema';
    findings.set(document.uri, [finding]);
  };
  vscode.workspace.textDocuments.forEach(look);
  context.subscriptions.push(
    findings,
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => findings.delete(uri)),
  );
};
