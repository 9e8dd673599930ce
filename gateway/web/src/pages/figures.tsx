// Recorded crime beside what members reported, per month: a table that everybody can read, and the
// same as bars.
import type { GetMonthlyFiguresResponse, MonthlyFigure } from "@gen/insight/v1/insight_pb";
import { useHub } from "../app/hub";
import { isDemonstration } from "../lib/notice";
import { useCall } from "../lib/use_call";
import { Fetched } from "../ui/loading";
import { Title } from "../ui/page";
import { Table } from "../ui/table";
import { monthWord } from "../words/dates";

export function Figures() {
  const { clients, membership } = useHub();
  const figures = useCall(() => clients.insight.getMonthlyFigures({ months: 24 }), []);
  return (
    <>
      <Title>Recorded crime and members’ reports</Title>
      <p class="govuk-body">Shop theft recorded by police in the area, beside what members of the scheme reported here. There is no person and no shop in these figures.</p>
      <Fetched from={figures}>{(data) => data.months.length === 0
        ? <p class="govuk-body">There are no figures yet.</p>
        : <Shown data={data} demonstration={isDemonstration(membership?.schemeNotice)} />}
      </Fetched>
    </>
  );
}

// The first month with a report; empty where there is none.
export const beganIn = (months: MonthlyFigure[]) => months.find((one) => one.reportedByMembers > 0)?.month ?? "";

function Shown({ data, demonstration }: { data: GetMonthlyFiguresResponse; demonstration: boolean }) {
  const months = [...data.months].sort((a, b) => a.month.localeCompare(b.month));
  // Police publish with a delay: nothing recorded after the last month that has a figure is no zero.
  // Before the first report of a member there was no scheme to report to: that is no zero either.
  const began = beganIn(months);
  const published = months.filter((one) => one.recordedShopTheft > 0).pop()?.month ?? "";
  return (
    <>
      <ul class="sh-key">
        <li><svg width="16" height="16" aria-hidden="true"><rect class="sh-chart__recorded" width="16" height="16" /></svg>Recorded by police</li>
        <li><svg width="16" height="16" aria-hidden="true"><rect class="sh-chart__reported" width="16" height="16" /></svg>Reported by members</li>
      </ul>
      <Bars months={months} />
      <Table caption="Shop theft per month" columns={["Month", { text: "Recorded by police", number: true },
        { text: "Reported by members", number: true }, { text: "Answered", number: true }]}
        rows={[...months].reverse().map((one) => [monthWord(one.month), one.month > published ? "Not published yet" : one.recordedShopTheft,
          ...(one.month < began ? [<>–<span class="govuk-visually-hidden">before the scheme began</span></>, "–"] : [one.reportedByMembers, one.answered])])} />
      {months.some((one) => one.month < began) && <p class="govuk-body sh-quiet">–: before the first report to the scheme.</p>}
      <p class="govuk-body sh-quiet">{data.source && `Source of recorded crime: ${data.source}${data.release ? `, release ${data.release}` : ""}.`}{demonstration && " Members’ reports come from this demonstration and are invented."}</p>
    </>
  );
}

const WIDTH = 960;
const HEIGHT = 260;
const LEFT = 36;
const BOTTOM = 36;

// A number not below the highest bar whose quarters are round.
export function topOf(highest: number): number {
  const quarter = [1, 2, 5, 10, 15, 20, 25, 50, 75, 100].find((one) => one * 4 >= highest);
  return (quarter ?? Math.ceil(highest / 400) * 100) * 4;
}

// Where it does not fit, the newest months are the ones to be seen.
const toNewest = (one: HTMLElement | null) => {
  if (one) one.scrollLeft = one.scrollWidth;
};

function Bars({ months }: { months: MonthlyFigure[] }) {
  const top = topOf(Math.max(...months.map((one) => Math.max(one.recordedShopTheft, one.reportedByMembers))));
  const high = HEIGHT - BOTTOM - 10;
  const y = (count: number) => HEIGHT - BOTTOM - (count / top) * high;
  const slot = (WIDTH - LEFT) / months.length;
  const bar = Math.max(3, slot * 0.36);
  const every = Math.ceil(months.length / 12);
  return (
    <div class="sh-scroll" role="region" aria-label="Bars, month by month" tabIndex={0} ref={toNewest}><svg class="sh-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Bars of the table below: shop theft recorded by police and reported by members, per month.">
      {[0, 0.25, 0.5, 0.75, 1].map((part) => (
        <g key={part}>
          <line class="sh-chart__grid" x1={LEFT} x2={WIDTH} y1={y(top * part)} y2={y(top * part)} />
          <text x={LEFT - 6} y={y(top * part) + 4} text-anchor="end">{top * part}</text>
        </g>
      ))}
      {months.map((one, index) => {
        const x = LEFT + index * slot + (slot - bar * 2) / 2;
        return (
          <g key={one.month}>
            <rect class="sh-chart__recorded" x={x} y={y(one.recordedShopTheft)} width={bar} height={(one.recordedShopTheft / top) * high} />
            <rect class="sh-chart__reported" x={x + bar} y={y(one.reportedByMembers)} width={bar} height={(one.reportedByMembers / top) * high} />
            {index % every === 0 && <text x={x + bar} y={HEIGHT - BOTTOM + 18} text-anchor="middle">{one.month.slice(5)}/{one.month.slice(2, 4)}</text>}
          </g>
        );
      })}
      <line class="sh-chart__axis" x1={LEFT} x2={WIDTH} y1={HEIGHT - BOTTOM} y2={HEIGHT - BOTTOM} />
    </svg></div>
  );
}
