/** Lines over time, drawn as plain SVG, with the same numbers as a table for those who do not see them. */
import { VisuallyHidden } from "@mantine/core";
import { type PointerEvent, type ReactNode, useState } from "react";
import classes from "./line-chart.module.css";

export interface Series {
  readonly label: string;
  /** A class of the stylesheet: `a` to `d`. */
  readonly tone: "a" | "b" | "c" | "d";
  readonly values: readonly number[];
  /** Around the label and its number: the way to what is counted. */
  readonly link?: (words: ReactNode) => ReactNode;
}

interface LineChartProps {
  readonly label: string;
  /** What stands below a point. */
  readonly times: readonly string[];
  readonly series: readonly Series[];
}

const width = 600;
const height = 150;
const below = 4;

export function LineChart({ label, times, series }: LineChartProps) {
  const [at, setAt] = useState<number | null>(null);
  const most = niceTop(Math.max(...series.flatMap(({ values }) => values), 1));
  const x = (index: number) => (index / Math.max(times.length - 1, 1)) * width;
  const y = (value: number) => height - below - (value / most) * (height - below * 2);
  const shown = at ?? times.length - 1;

  function point(event: PointerEvent<SVGSVGElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientX - box.left) / Math.max(box.width, 1);
    setAt(Math.min(Math.max(Math.round(part * (times.length - 1)), 0), times.length - 1));
  }

  return (
    <figure className={classes.chart}>
      <figcaption className={classes.legend}>
        <span className={classes.time}>{times[shown]}</span>
        {series.map(({ label: name, tone, values, link }) => (
          <span key={name} className={classes.entry} data-tone={tone}>
            <span className={classes.swatch} aria-hidden />
            <Words label={name} value={values[shown] ?? 0} link={link} />
          </span>
        ))}
      </figcaption>
      <div className={classes.plot}>
        <span className={classes.top} aria-hidden>
          {most}
        </span>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          className={classes.lines}
          aria-hidden
          onPointerMove={point}
          onPointerLeave={() => setAt(null)}
        >
          {[0, 0.5, 1].map((part) => (
            <line key={part} x1={0} x2={width} y1={y(most * part)} y2={y(most * part)} />
          ))}
          {series.map(({ label: name, tone, values }) => (
            <polyline
              key={name}
              data-tone={tone}
              points={values.map((value, index) => `${x(index)},${y(value)}`).join(" ")}
            />
          ))}
          {at !== null && <line data-cursor x1={x(at)} x2={x(at)} y1={0} y2={height} />}
        </svg>
        <span className={classes.from} aria-hidden>
          {times[0]}
        </span>
        <span className={classes.to} aria-hidden>
          now
        </span>
      </div>
      <VisuallyHidden>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {series.map(({ label: name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, index) => (
              <tr key={time}>
                <th scope="row">{time}</th>
                {series.map(({ label: name, values }) => (
                  <td key={name}>{values[index] ?? 0}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}

interface WordsProps {
  readonly label: string;
  readonly value: number;
  readonly link: Series["link"] | undefined;
}

function Words({ label, value, link = (words) => words }: WordsProps) {
  return link(
    <>
      {label} <strong>{value}</strong>
    </>,
  );
}

/** The next number that is easy to read: 1, 2, 5, 10, 20 … */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}
