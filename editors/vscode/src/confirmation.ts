// How the server's questions are asked. What can be cancelled and has details is a dialog, which shows all of the
// text and waits; the rest are notifications. While a plan is read nothing covers it: the question is a notification
// again, which has room for its first and last line, and the plan has everything.

export interface Question { message: string; actions: { title: string }[]; reading: boolean }

export interface Dialog {
  modal: boolean;
  message: string;
  detail: string | undefined;
  buttons: { title: string; isCloseAffordance?: boolean }[];
}

const CLOSING = /^(?:cancel|close|no|取消|关闭|否)$/i;

export function dialog({ message, actions, reading }: Question): Dialog {
  const lines = message.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '');
  const [first = '', ...rest] = lines;
  const cancellable = actions.some((action) => CLOSING.test(action.title));
  const buttons = actions.map((action) => (CLOSING.test(action.title) ? { ...action, isCloseAffordance: true } : action));
  if (!cancellable || rest.length === 0) return { modal: false, message, detail: undefined, buttons };
  if (reading) return { modal: false, message: `${first} — ${rest[rest.length - 1] ?? ''}`, detail: undefined, buttons };
  return { modal: true, message: first, detail: rest.join('\n'), buttons };
}
