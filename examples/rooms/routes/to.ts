import { userOf, userPlace } from "../stores/room-store";
import { directFrame } from "./frames";
import type { Handle } from "./room-route";

/** `to`: says something to one user, on every connection of theirs. It is not kept. */
export const to: Handle<"to"> = async ({ out, request, sender, rules }) => {
  const { id, user, text } = request;
  const verdict = await rules.moderate(text, sender.identity);
  if ("refused" in verdict) return { refusal: { code: "refused", message: verdict.refused } };
  const message = directFrame(user, { id, from: userOf(sender), text: verdict.text });
  const { sent, passedToFanOut } = await out.send({
    place: userPlace(user),
    message,
    part: "to",
  });
  if (sent + passedToFanOut > 0) return { reply: { user } };
  return { refusal: { code: "notConnected", message: `"${user}" is not connected.` } };
};
