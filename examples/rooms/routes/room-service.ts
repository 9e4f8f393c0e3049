import {
  connectionEnder,
  recipientsIn,
  type EndConnection,
} from "../../../handlers/authorization/expired-connections";
import { failureOf, messageSender } from "../../../handlers/broadcast/message-sender";
import type { SentToAll } from "../../../handlers/broadcast/send-to-all";
import type { BroadcastSettings } from "../../../handlers/broadcast/settings";
import type { InvocationContext } from "../../../handlers/events";
import type { SendChunk } from "../../../handlers/fan-out/invoke-fan-out";
import type { ManagementApi } from "../../../handlers/management/management-api";
import type { HistorySettings } from "../history";
import type { Departure, Member, RoomStore } from "../stores/room-store";
import type { Rules } from "../rules";

/** What the routes work with. */
export interface RoomService {
  store: RoomStore;
  gateway: ManagementApi;
  rules: Rules;
  history: HistorySettings;
  settings: BroadcastSettings;
  /** Passes members on to fan-out; without it, an invocation serves all. */
  sendChunk: SendChunk | undefined;
}

/** A message to whoever is in a place. */
export interface Notice {
  place: string;
  message: string;
  /** Distinguishes the messages of one invocation. */
  part: string;
  /** Whom the place has; read from the store by default. */
  members?: AsyncIterable<Member[]>;
  isFor?(member: Member): boolean;
}

/** What one invocation sends, and who turned out to be gone. */
export interface Outbox {
  /** @throws Error if somebody was not served. */
  send(notice: Notice): Promise<SentToAll>;
  end: EndConnection;
  /** Whoever has left without a word, since this was asked last. */
  departures(): Departure[];
}

export function outbox(service: RoomService, context: InvocationContext): Outbox {
  const { store, gateway, sendChunk, settings } = service;
  let departures: Departure[] = [];
  const remove: RoomStore["remove"] = async (connection) => {
    const left = await store.remove(connection);
    departures = departures.concat(left);
    return left;
  };
  const end = connectionEnder({ remove: async (gone) => void (await remove(gone)) }, gateway);
  const send = messageSender(gateway, sendChunk, settings);
  return {
    end,
    async send({ place, message, part, members = store.members(place), isFor = () => true }) {
      // Those whose token has expired are closed, and are sent nothing.
      const open = recipientsIn(members, () => true, end) as AsyncIterable<Member[]>;
      const audience = { pages: pagesOf(open, isFor), has: store.has, remove };
      const chunkId = `${context.awsRequestId}/${part}`;
      const result = await send({ what: place, message, audience, context, chunkId });
      const failure = failureOf(result);
      if (failure) throw failure;
      return result;
    },
    departures: () => departures.splice(0),
  };
}

async function* pagesOf(
  pages: AsyncIterable<Member[]>,
  isFor: (member: Member) => boolean,
): AsyncGenerator<Member[], void> {
  for await (const page of pages) yield page.filter(isFor);
}
