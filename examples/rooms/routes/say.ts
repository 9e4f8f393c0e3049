import { record } from "../history";
import { roomPlace, userOf, type Member } from "../stores/room-store";
import { entryFrame } from "./frames";
import { notMember, type Handle } from "./room-route";

/**
 * `say`: says something to everyone in a room; with `echo: false`, to everyone else. Said again by the same ID, it keeps
 * its number and is sent again: so a sender that got no answer loses nothing.
 */
export const say: Handle<"say"> = async ({ store, out, request, sender, rules, history }) => {
  const { id, room, text, echo = true } = request;
  const place = roomPlace(room);
  if (!(await store.member(place, sender))) return notMember(room);
  const verdict = await rules.moderate(text, sender.identity);
  if ("refused" in verdict) return { refusal: { code: "refused", message: verdict.refused } };
  const said = { id, from: userOf(sender), text: verdict.text, atMs: Date.now() };
  const { entry, sequence, voids } = await record(store.log, place, said, history);
  for (const number of voids) {
    const message = entryFrame(room, { sequence: number, keptUntilMs: 0 });
    await out.send({ place, message, part: `void/${number}` });
  }
  const isFor = ({ connectionId }: Member) => echo || connectionId !== sender.connectionId;
  // One that is no longer kept was sent long ago.
  if (entry) await out.send({ place, message: entryFrame(room, entry), part: "say", isFor });
  return { reply: { room, sequence } };
};
