/** An object as the server says it: docs/protocol.md has each. */
export interface Told {
  type: string;
  room?: string;
  seq?: number;
  id?: string;
  from?: string;
  text?: string;
  at?: string;
  [more: string]: unknown;
}

/** Whether there is a connection; why not, and how many milliseconds until the next try. */
export interface State extends Told {
  type: 'state';
  connected: boolean;
  name: string;
  why?: string;
  wait?: number;
}

export interface Message extends Told {
  type: 'message';
  room: string;
  from: string;
  text: string;
}

export interface Kept {
  seq: number;
  id: string;
}

export interface Options {
  /** Taken after each connect, with a password or a token as who has it. */
  name?: string;
  password?: string;
  token?: string;
  /** In place of the global one. */
  WebSocket?: new (url: URL, protocol: string) => WebSocket;
  /** From 0 to 1: how much of the longest wait a retry waits. */
  random?: () => number;
}

/** A no of the server; `code` as in docs/protocol.md. */
export class Refused extends Error {
  code: string;
  [more: string]: unknown;
}

export class RxChat {
  constructor(url?: string | URL, options?: Options);
  readonly url: URL;
  name: string;
  connected: boolean;
  on(type: 'state', listener: (state: State) => void): () => void;
  on(type: 'message', listener: (message: Message) => void): () => void;
  on(type: string, listener: (told: Told) => void): () => void;
  join(room: string, since?: { epoch?: string; seq?: number }): void;
  leave(room: string): void;
  /** Resolves when it is kept; rejects with what the server refused, and, of a room `@name`, when the connection is lost. */
  say(room: string, text: string, more?: { to?: string }): Promise<Kept>;
  /** Rejects when there is no connection, or when it is lost before the answer. */
  ask(request: Record<string, unknown>): Promise<Told>;
  be(who: { name?: string; password?: string; token?: string }): Promise<unknown>;
  /** From the next connection on, is who asked for a token. */
  comeBackBy(token: string): void;
  close(): void;
}
