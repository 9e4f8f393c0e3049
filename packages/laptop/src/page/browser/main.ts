import type { ServicesNow } from "../services/now";
import { State } from "../state/state";
import { actions } from "./actions";
import { RuntimeClock } from "./clock";
import { ConnectionsView } from "./views/connections-view";
import { showBanner } from "./views/banner";
import { LogView } from "./views/log-view";
import { ExperimentsView } from "./views/experiments-view";
import { showCounts, showStatus } from "./views/header";
import { followJournal, type Facts, type Message } from "./journal";
import { LanesTable } from "./time-line/lanes-table";
import { showLegend } from "./time-line/legend";
import { MessagesView } from "./views/messages-view";
import { PermissionsView } from "./views/permissions-view";
import { ProgramView } from "./views/program-view";
import { ServicesView } from "./views/services/services-view";
import { repeat } from "./repeat";
import { TimeLineView } from "./time-line/time-line-view";
import { takeToken } from "./token";

let state = new State();
let facts: Facts | undefined;
let services: ServicesNow | undefined;
const clock = new RuntimeClock();
const token = takeToken();
const act = actions(token);

const timeLine = new TimeLineView(state, () => clock.now());
const lanesTable = new LanesTable();
const connections = new ConnectionsView(act);
const messages = new MessagesView();
const servicesView = new ServicesView();
const log = new LogView();
const permissions = new PermissionsView();
const program = new ProgramView();
const experiments = new ExperimentsView(act);

function onMessage(message: Message): void {
  if (message.facts) {
    // The first message, a restart, or a page that did not keep up: the whole history follows.
    if (message.facts.run !== facts?.run) clock.reset();
    facts = message.facts;
    state = new State();
    timeLine.reset(state);
  }
  services = message.services ?? services;
  clock.set(message.now);
  for (const entry of message.entries ?? []) state.apply(entry);
}

function showSections(): void {
  showCounts(state);
  showBanner(state.program, clock.now());
  showLegend(state.routes);
  lanesTable.show(state.timeLine.environments.values());
  if (facts) connections.show(state.connections, clock.now(), facts.limits.connectionIdleMs);
  connections.letSayWho(state.program.hasTokens);
  messages.show(state.messages);
  if (services) servicesView.show(services, clock.now());
  log.show(state.log);
  permissions.show(state.permissions, state.program.policies);
  program.show(state.program);
  experiments.show(state.program.hasExperiments);
}

lanesTable.onOpen = showSections;
lanesTable.onLog = (environment) => log.search(environment);
repeat(() => timeLine.draw(), matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 80);
repeat(showSections, 250);
void followJournal(token, { onMessage, onStatus: showStatus });
