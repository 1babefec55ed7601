/** Puts the pieces together: what a role needs that takes files in. */
import type { Repositories } from "@lumenflow/db";
import { createAddressRules, type Lookup } from "@lumenflow/egress";
import type { Component } from "@lumenflow/runtime";
import { createFetchUrl } from "./fetch-url.ts";
import { createGather, type Gather } from "./gather.ts";
import { createReceive, type Receive } from "./receive.ts";

export interface MediaOptions {
  readonly uploads: Repositories["uploads"];
  /** `LUMENFLOW_MEDIA_NETWORKS`: private networks that files may be fetched from. */
  readonly networks: readonly string[];
  readonly lookup?: Lookup | undefined;
}

export interface Media {
  readonly receive: Receive;
  readonly gather: Gather;
  /** Its `stop` closes the connections. */
  readonly component: Component;
}

export function createMedia({ uploads, networks, lookup }: MediaOptions): Media {
  const fetchUrl = createFetchUrl({ rules: createAddressRules(networks), lookup });
  const receive = createReceive(uploads);
  return {
    receive,
    gather: createGather({ uploads, receive, fetchUrl }),
    component: { name: "media", start: async () => {}, stop: () => fetchUrl.close() },
  };
}
