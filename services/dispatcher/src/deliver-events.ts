/** The handler of the job `deliver-events`: what an endpoint is to be told waits in its rows. */
import { done, type deliverEvents as job, type PayloadOf, type Verdict } from "@lumenflow/jobs";

export function createDeliverEvents() {
  return async function deliverEvents(_bell: PayloadOf<typeof job>): Promise<Verdict> {
    return done();
  };
}
