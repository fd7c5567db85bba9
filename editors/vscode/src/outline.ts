// What the client needs to know of a file: its functions and triggers, region and access. All of it is read
// from the server's outline, so that YAML is understood in one place.

interface Position { line: number; character: number }
export interface Range { start: Position; end: Position }

/** A node of `textDocument/documentSymbol`. */
export interface Symbol {
  name: string;
  detail?: string;
  kind: number;
  range: Range;
  selectionRange: Range;
  children?: Symbol[];
}

/** LSP's number for triggers and events. */
const EVENT = 24;

export interface Trigger { name: string; kind: string; range: Range }
export interface Resource { name: string; detail: string; range: Range; selection: Range; triggers: Trigger[] }

export interface Outline {
  /** The file has something of ours in it. */
  ours: boolean;
  resources: Resource[];
  /** The regions of the resources, resolved as far as `vars` go, each once. */
  regions: string[];
  /** The top-level `access`, if it is plain text. */
  access: string | undefined;
}

export function readOutline(symbols: readonly Symbol[]): Outline {
  const sections = symbols.filter((symbol) => ['functions', 'resources', 'services'].includes(symbol.name));
  const access = symbols.find((symbol) => symbol.name === 'access')?.detail;
  return {
    ours: symbols.length > 0,
    resources: sections.flatMap((section) => section.children ?? []).map(resource),
    regions: regions(symbols),
    access: access && isPlain(access) ? access : undefined,
  };
}

function resource(symbol: Symbol): Resource {
  const triggers: Trigger[] = [];
  const collect = (node: Symbol): void => {
    if (node.kind === EVENT) {
      triggers.push({ name: node.name, kind: node.detail ?? '', range: node.selectionRange });
      return;
    }
    node.children?.forEach(collect);
  };
  symbol.children?.forEach(collect);
  return { name: symbol.name, detail: symbol.detail ?? '', range: symbol.range, selection: symbol.selectionRange, triggers };
}

function isPlain(text: string): boolean {
  return text !== '' && !text.startsWith('*') && !text.includes('${');
}

function regions(symbols: readonly Symbol[]): string[] {
  const found = new Set<string>();
  const visit = (node: Symbol, depth: number): void => {
    if (node.name === 'region' && node.detail) found.add(resolve(node.detail, symbols));
    // Deeper regions belong to buckets, instances and logs, not to functions.
    if (depth < 4) node.children?.forEach((child) => visit(child, depth + 1));
  };
  for (const symbol of symbols) {
    if (['resources', 'services', 'provider'].includes(symbol.name)) visit(symbol, 1);
  }
  return [...found].filter(isPlain);
}

/** `${vars.a.b}` by the file's own `vars`; all else stays as it is. */
function resolve(text: string, symbols: readonly Symbol[]): string {
  const [, path] = /^\$\{vars\.([\w.-]+)\}$/.exec(text) ?? [];
  if (path === undefined) return text;
  let nodes: readonly Symbol[] = symbols;
  let value: string | undefined;
  for (const name of ['vars', ...path.split('.')]) {
    const node = nodes.find((candidate) => candidate.name === name);
    if (!node) return text;
    value = node.detail;
    nodes = node.children ?? [];
  }
  return value || text;
}

/** The resource around a line, if there is one. */
export function resourceAt(outline: Outline, line: number): Resource | undefined {
  return outline.resources.find(({ range }) => range.start.line <= line && line <= range.end.line);
}
