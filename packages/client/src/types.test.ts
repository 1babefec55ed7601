/** Held by the type checker: a request of ours is one of the API's, an answer of the API's is one of ours. */
import type * as api from "@lumenflow/api";
import { expectTypeOf, test } from "vitest";
import type * as ours from "./types.ts";

test("what the API takes and answers is what this package says", () => {
  expectTypeOf<ours.MessageRequest>().toExtend<api.MessageRequest>();
  expectTypeOf<api.AcceptedView>().toExtend<ours.AcceptedMessage>();
  expectTypeOf<api.MessageView>().toExtend<ours.Message>();
  expectTypeOf<api.MessageDetailView>().toExtend<ours.MessageDetail>();
  expectTypeOf<api.UpdateView>().toExtend<ours.Update>();
  expectTypeOf<api.UpdatesPage>().toExtend<ours.UpdatesPage>();
  expectTypeOf<api.ChatView>().toExtend<ours.Chat>();
  expectTypeOf<api.PushedEvent>().toExtend<ours.PushedEvent>();
});
