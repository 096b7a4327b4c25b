import type { ServerResponse } from 'node:http';
import type { Exchange } from './exchange.ts';

export type AnswerHeaders = Readonly<Record<string, string | number>>;

/**
 * Writes an answer's status with all its headers: its own, and those that it has whatever it is. Node writes a list of
 * names and values as it is; headers that are set one by one take it several times as long.
 */
export function writeHead(
  { response, headers, varies }: Exchange,
  status: number,
  own: AnswerHeaders,
): ServerResponse {
  const list: (string | number)[] = [...headers];
  for (const name in own) {
    const value = own[name];
    if (value !== undefined && name !== 'vary') list.push(name, value);
  }
  const { vary = varies } = own;
  if (vary !== undefined)
    list.push('vary', vary === varies || varies === undefined ? vary : `${vary}, ${varies}`);
  return response.writeHead(status, list);
}
