// Which bulletins: kept in the address, so that Back returns to the same list.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { BulletinFilter, type ListBulletinsRequestSchema } from "@gen/bulletin/v1/bulletin_pb";
import type { AgeBand, Build, Height } from "@gen/incident/v1/people_pb";
import { useState } from "preact/hooks";
import { go } from "../../lib/router";
import { usePlaces } from "../../lib/use_names";
import { Select } from "../../ui/fields";
import { Button, Form } from "../../ui/page";
import { stamp } from "../../words/dates";
import { AGES, BUILDS, HEIGHTS } from "../../words/suspect";

const NUMBERS = ["age", "height", "build", "days"] as const;
const FIELDS = [...NUMBERS, "area"] as const;
type Field = (typeof FIELDS)[number];

export interface Wanted {
  gallery: string;
  show: "" | "waiting" | "over";
  fields: Record<Field, string>;
}

export function wantedOf(query: URLSearchParams): Wanted {
  const show = query.get("show");
  return {
    gallery: query.get("gallery") ?? "",
    show: show === "waiting" || show === "over" ? show : "",
    fields: Object.fromEntries(FIELDS.map((field) => [field, query.get(field) ?? ""])) as Record<Field, string>,
  };
}

export function addressOf(wanted: Wanted): string {
  const query = new URLSearchParams();
  if (wanted.gallery) query.set("gallery", wanted.gallery);
  if (wanted.show) query.set("show", wanted.show);
  for (const field of FIELDS) if (wanted.fields[field]) query.set(field, wanted.fields[field]);
  const text = query.toString();
  return text ? `/bulletins?${text}` : "/bulletins";
}

export const narrowed = (wanted: Wanted) => FIELDS.filter((field) => wanted.fields[field] !== "").length;

const SHOWN = { "": BulletinFilter.LIVE, waiting: BulletinFilter.WAITING, over: BulletinFilter.OVER };

export function requestOf({ gallery, show, fields }: Wanted): MessageInitShape<typeof ListBulletinsRequestSchema> {
  const days = Number(fields.days);
  return {
    gallery, filter: SHOWN[show],
    areaId: fields.area ? { value: fields.area } : undefined,
    since: days > 0 ? stamp(new Date(Date.now() - days * 86_400_000)) : undefined,
    aboutHowOld: Number(fields.age) as AgeBand, height: Number(fields.height) as Height, build: Number(fields.build) as Build,
  };
}

export function Filter({ wanted }: { wanted: Wanted }) {
  const count = narrowed(wanted);
  return (
    <details class="govuk-details sh-filter" open={count > 0} data-name="filter">
      <summary class="govuk-details__summary"><span class="govuk-details__summary-text">Filter{count > 0 ? ` (${count} chosen)` : ""}</span></summary>
      <div class="govuk-details__text"><Fields key={addressOf(wanted)} wanted={wanted} /></div>
    </details>
  );
}

function Fields({ wanted }: { wanted: Wanted }) {
  const places = usePlaces();
  const [fields, setFields] = useState(wanted.fields);
  const select = (field: Field, label: string, options: [string, string][]) => (
    <Select id={`filter-${field}`} label={label} value={fields[field]} options={[["", "Any"], ...options]}
      onValue={(value: string) => setFields({ ...fields, [field]: value })} />
  );
  const words = (table: [number, string][]) => table.map(([key, text]) => [String(key), text] as [string, string]);
  const areas = places.data?.areas ?? [];
  return (
    <Form onSend={() => go(addressOf({ ...wanted, fields }))}>
      <div class="sh-filter__row">
        {areas.length > 1 && select("area", "Area", areas.map((one) => [one.areaId?.value ?? "", one.name]))}
        {select("days", "Published", [["1", "In the last day"], ["7", "In the last 7 days"], ["30", "In the last 30 days"]])}
        {select("age", "About how old", words(AGES))}
        {select("height", "Height", words(HEIGHTS))}
        {select("build", "Build", words(BUILDS))}
      </div>
      <div class="sh-row-actions">
        <Button submit kind="secondary" name="filter-show">Show bulletins</Button>
        {narrowed(wanted) > 0 && <a class="govuk-link sh-row-actions__link" href={`#${addressOf({ ...wanted, fields: wantedOf(new URLSearchParams()).fields })}`}>Clear the filter</a>}
      </div>
    </Form>
  );
}
