import { ClientError } from "../client-error";
import type { Reply } from "../events";
import type { Link } from "../line/link";

const enum Max {
  /** API Gateway gives up on a function after 29 seconds. */
  ReplyMs = 30_000,
  Tries = 3,
}

interface Request {
  /** Where it was sent last; none while it waits for a link. */
  link?: Link;
  text: string;
  sentAt: number;
  tries: number;
  answer: Promise<Reply>;
  end(error?: Error, reply?: Reply): void;
}

/** Messages that are sent, until the service has them. */
export function createRequests(now: () => number) {
  const requests = new Map<unknown, Request>();

  const settle = (id: unknown, error?: Error, reply?: Reply) => {
    requests.get(id)?.end(error, reply);
    requests.delete(id);
  };
  const write = (id: unknown, request: Request, link: Link) => {
    request.link = link;
    request.sentAt = now();
    request.tries++;
    link.send(request.text);
    // The service answers by the ID only.
    if (typeof id !== "string") settle(id);
  };

  return {
    size: () => requests.size,
    /** Sends a message now, or when a link is open. The same ID is the same message. */
    add(id: unknown, text: string, link?: Link): Promise<Reply> {
      const known = requests.get(id);
      if (known) return known.answer;
      const request = { text, tries: 0 } as Request;
      request.answer = new Promise((resolve, reject) => {
        request.end = (error, reply) => (error ? reject(error) : resolve(reply));
      });
      requests.set(id, request);
      if (link) write(id, request, link);
      return request.answer;
    },
    settle,
    /** Sends what waits for a link. */
    flush(link: Link): void {
      for (const [id, request] of requests) if (!request.link) write(id, request, link);
    },
    /** What is not answered there waits for another link. */
    lose(link: Link): void {
      for (const request of requests.values())
        if (request.link === link) {
          request.link = undefined;
          request.tries = 0;
        }
    },
    isAwaited: (link: Link) => [...requests.values()].some((request) => request.link === link),
    /** Sends again what is not answered in time, and at last gives up. @returns whether there is such a message. */
    repeat(): boolean {
      let isLate = false;
      for (const [id, request] of requests) {
        const { link, sentAt, tries } = request;
        if (!link || now() - sentAt < Max.ReplyMs) continue;
        isLate = true;
        if (tries < Max.Tries) write(id, request, link);
        else settle(id, new ClientError("no-reply"));
      }
      return isLate;
    },
    end(): void {
      for (const id of requests.keys()) settle(id, new ClientError("closed"));
    },
  };
}
