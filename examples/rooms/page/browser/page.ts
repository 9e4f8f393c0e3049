import { connect, rooms, type Connection } from "pulumi-websockets-client";
import { receivedToken, signIn } from "./sign-in";

/** What the service sends: routes/frames.ts. */
type Received =
  | { type: "message"; room: string; from: string; text: string; at: string }
  | { type: "direct"; from: string; to: string; text: string; at: string }
  | { type: "presence"; room: string; user: string; state: "joined" | "left" };

/** What a room shows of its past. */
const SHOWN_FROM_THE_PAST = 100;
/** More would slow the page down. */
const MAX_SHOWN = 1000;

const element = <Kind extends HTMLElement>(id: string) => document.getElementById(id) as Kind;
const input = (id: string) => element<HTMLInputElement>(id);
const {
  socket = "",
  authorization,
  signIn: signInUrl,
  client = "",
  userClaim = "",
} = document.body.dataset;
const messages = element("messages");
const token = authorization === "JWT" ? receivedToken(userClaim) : undefined;
const user = token?.user;
const people = new Set<string>();
let connection: Connection<Received, object>;
let isInRoom = false;

if (authorization === "JWT") {
  element("name-field").hidden = true;
  input("name").required = false;
  element("enter").hidden = !token;
  element("sign-in").hidden = Boolean(token);
  element("sign-in").onclick = () => signIn(signInUrl || location.origin, client);
  show(user ? `Signed in as ${user}.` : "");
}

element<HTMLFormElement>("enter").onsubmit = (event) => {
  event.preventDefault();
  void enter(user ?? input("name").value.trim(), input("room").value.trim());
};

async function enter(name: string, room: string) {
  element("enter").hidden = true;
  element("chat").hidden = false;
  element("title").textContent = document.title = room;
  const url = new URL(socket);
  if (!token) url.searchParams.set("user", name);
  connection = connect({
    url: () => (token ? { url, protocols: ["bearer", token.text] } : url),
    since: rooms(),
  });
  connection.on("state", ({ name: state, nextAttempt = 0 }) => {
    const seconds = Math.max(1, Math.ceil((nextAttempt - Date.now()) / 1000));
    if (token && token.expiresAtMs <= Date.now()) {
      void connection.close();
      element("sign-in").hidden = false;
      return show("Your sign-in is over. Sign in again.");
    }
    if (state === "closed") return;
    if (state === "open" && isInRoom) void comeBack(name, room);
    if (state === "waiting") show(`Not connected. Trying again in ${seconds} s.`);
    else show(state === "connecting" ? "Connecting…" : `Connected as ${name}.`);
  });
  connection.on("gap", () => notice("Some messages are no longer kept."));
  connection.on("error", ({ message }) => notice(message));
  connection.on("message", (message) => receive(message, name, room));
  element<HTMLFormElement>("say").onsubmit = (event) => {
    event.preventDefault();
    void say(name, room);
  };
  try {
    await connection.send({ action: "join", room, since: -SHOWN_FROM_THE_PAST });
    for (const each of (await askWho(room)).users) people.add(each);
    isInRoom = true;
    showPeople(name);
    input("text").focus();
  } catch (error) {
    notice((error as Error).message);
  }
}

/** While the connection was cut, nobody said who came and who left. */
async function comeBack(name: string, room: string) {
  try {
    await connection.send({ action: "join", room, since: connection.since[room] });
    const { users, more } = await askWho(room);
    for (const each of users) if (!people.has(each)) present(each, "joined", name);
    for (const each of people) if (!more && !users.includes(each)) present(each, "left", name);
  } catch (error) {
    notice((error as Error).message);
  }
}

/** @returns the first of them only, if there are `more`. */
async function askWho(room: string) {
  return (await connection.send({ action: "who", room })) as { users: string[]; more?: true };
}

async function say(name: string, room: string) {
  const text = input("text").value;
  const to = element<HTMLSelectElement>("to").value;
  input("text").value = "";
  try {
    if (!to) return void (await connection.send({ action: "say", room, text }));
    await connection.send({ action: "to", user: to, text });
    const at = new Date().toISOString();
    line({ from: name, about: ` to ${to}`, text, at, isOwn: true });
  } catch (error) {
    // It comes back, unless something else was written meanwhile.
    input("text").value ||= text;
    notice((error as Error).message);
  }
}

function receive(message: Received, name: string, room: string) {
  switch (message.type) {
    case "message":
      return line({ ...message, about: "", isOwn: message.from === name });
    case "direct":
      return line({ ...message, about: " to you", isOwn: false });
    case "presence":
      if (message.room === room) present(message.user, message.state, name);
  }
}

function present(user: string, state: "joined" | "left", name: string) {
  const isHere = state === "joined";
  // A frame and the answer to `who` may both say it.
  if (people.has(user) === isHere) return;
  if (isHere) people.add(user);
  else people.delete(user);
  showPeople(name);
  notice(`${user} ${isHere ? "is here" : "has left"}.`);
}

function showPeople(name: string) {
  const others = [...people].filter((each) => each !== name).sort();
  element("people").textContent = others.length ? `Here: you, ${others.join(", ")}` : "Here: you";
  const to = element<HTMLSelectElement>("to");
  const { value } = to;
  to.replaceChildren(new Option("everyone", ""), ...others.map((each) => new Option(each, each)));
  to.value = others.includes(value) ? value : "";
}

interface Line {
  from: string;
  about: string;
  text: string;
  at: string;
  isOwn: boolean;
}

function line({ from, about, text, at, isOwn }: Line) {
  const who = document.createElement("b");
  who.textContent = `${from}${about}`;
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = new Date(at).toLocaleTimeString([], { timeStyle: "short" });
  add(isOwn ? "own" : "", who, time, document.createElement("br"), text);
}

function notice(text: string) {
  add("notice", text);
}

/** Adds to the end, and stays there unless somebody has scrolled up. */
function add(className: string, ...content: (Node | string)[]) {
  const isAtEnd = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 40;
  const item = document.createElement("p");
  item.className = className;
  item.append(...content);
  messages.append(item);
  while (messages.childElementCount > MAX_SHOWN) messages.firstElementChild!.remove();
  if (isAtEnd) messages.scrollTop = messages.scrollHeight;
}

function show(text: string) {
  element("state").textContent = text;
}
