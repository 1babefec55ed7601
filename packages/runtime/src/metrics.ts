/** Metrics of one process: its own prom-client registry, shared by the roles that run in it. */
import {
  Counter,
  type CounterConfiguration,
  collectDefaultMetrics,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
} from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  /** These return the existing metric where another role in this process has made it already. */
  counter<L extends string>(config: CounterConfiguration<L>): Counter<L>;
  gauge<L extends string>(config: GaugeConfiguration<L>): Gauge<L>;
  histogram<L extends string>(config: HistogramConfiguration<L>): Histogram<L>;
}

/** A fresh registry with Node's default metrics (`defaults: false` leaves them out). */
export function createMetrics(options: { defaults?: boolean | undefined } = {}): Metrics {
  const registry = new Registry();
  if (options.defaults !== false) collectDefaultMetrics({ register: registry });

  const once = <M>(name: string, make: () => M): M =>
    (registry.getSingleMetric(name) as M | undefined) ?? make();

  return {
    registry,
    counter: (config) => once(config.name, () => new Counter({ ...config, registers: [registry] })),
    gauge: (config) => once(config.name, () => new Gauge({ ...config, registers: [registry] })),
    histogram: (config) =>
      once(config.name, () => new Histogram({ ...config, registers: [registry] })),
  };
}
