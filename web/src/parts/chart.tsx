/** A chart by ECharts, of which only the parts in use are loaded, and only when a chart is first shown. */
import type { ECharts, EChartsCoreOption } from "echarts/core";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Trouble } from "../load";
import { useSignal } from "../signal";
import { theme } from "../theme";

/** The page's colours as the style sheet has them now. */
export function colours(): Record<"ink" | "faint" | "line" | "accent" | "second", string> {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return { ink: of("ink"), faint: of("faint"), line: of("line"), accent: of("accent"), second: of("second") };
}

/** `says` tells those who do not see the chart what it shows. */
export function Chart(props: { option: () => EChartsCoreOption; says: string; click?: (name: string) => void; height?: number }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [error, fail] = useState<unknown>();
  const isDark = useSignal(theme);
  useEffect(() => {
    const container = place.current;
    if (!container) return;
    let chart: ECharts | undefined;
    let isWanted = true;
    const resize = new ResizeObserver(() => chart?.resize());
    import("./echarts").then(({ init }) => {
      if (!isWanted) return;
      chart = init(container);
      chart.setOption({ animation: false, ...props.option() });
      chart.on("click", (event) => props.click?.(String(event.name)));
      resize.observe(container);
    }, fail);
    return () => {
      isWanted = false;
      resize.disconnect();
      chart?.dispose();
    };
  }, [props.option, isDark]);
  if (error) return <Trouble error={error} />;
  return <div ref={place} class="chart" role="img" aria-label={props.says} style={{ height: `${props.height ?? 200}px` }} />;
}
