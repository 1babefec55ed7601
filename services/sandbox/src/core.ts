/** Puts together what the Bot API, the deliveries and the control API share. */
import { join } from "node:path";
import { type Clock, createClock } from "./clock.ts";
import { createEvents, type Events } from "./events.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createJournal, type Journal } from "./journal.ts";
import { createLimits, type Limits } from "./limits.ts";
import { type Bots, createBots } from "./state/bots.ts";
import { type Callbacks, createCallbacks } from "./state/callbacks.ts";
import { type Chats, createChats } from "./state/chats.ts";
import { createFiles, type Files } from "./state/files.ts";
import { createMessages, type Messages } from "./state/messages.ts";
import { createPeople, type People } from "./state/people.ts";
import { createPictures, type Pictures } from "./state/pictures.ts";
import { createFileStore, createMemoryStore, type Store } from "./state/store.ts";
import { createPolling, type Polling } from "./updates/poll.ts";
import { createUpdates, type Updates } from "./updates/updates.ts";

export interface Core {
  store: Store;
  clock: Clock;
  events: Events;
  bots: Bots;
  people: People;
  chats: Chats;
  messages: Messages;
  files: Files;
  pictures: Pictures;
  callbacks: Callbacks;
  updates: Updates;
  polling: Polling;
  limits: Limits;
  faults: Faults;
  journal: Journal;
  startedAt: number;
}

export function createCore(options: {
  dataDir?: string | undefined;
  clockScale?: number | undefined;
  journalSize?: number | undefined;
}): Core {
  const { dataDir, clockScale, journalSize } = options;
  const store = dataDir ? createFileStore(join(dataDir, "sandbox.jsonl")) : createMemoryStore();
  const clock = createClock(clockScale);
  const events = createEvents();
  const bots = createBots(store);
  const updates = createUpdates({ store, bots, clock });
  const files = createFiles();
  return {
    store,
    clock,
    events,
    bots,
    people: createPeople(store),
    chats: createChats(store),
    messages: createMessages(store),
    files,
    pictures: createPictures(files),
    callbacks: createCallbacks(clock),
    updates,
    polling: createPolling({ updates, clock }),
    limits: createLimits(),
    faults: createFaults(),
    journal: createJournal(events, journalSize),
    startedAt: Date.now(),
  };
}
