// "Who will see this": the number of sites and their names, as the hub counts them now.
import { Role } from "@gen/policy/v1/policy_pb";
import { useEffect, useState } from "preact/hooks";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { AUDIENCE_ROLES, audienceWords, listed } from "../../words/bulletin";
import { theRole } from "../../words/people";

export interface Audience {
  roles: Role[];
  areas: { value: string }[];
  everywhere: boolean;
}

// While somebody is still choosing, in milliseconds.
const PAUSE = 300;
const FEW = 12;
const SHOPS = [Role.REPORTER, Role.SITE_MANAGER];

export function WhoWillSee({ audience, past = false }: { audience: Audience; past?: boolean }) {
  const key = JSON.stringify([audience.roles, audience.areas.map((one) => one.value), audience.everywhere]);
  const [settled, setSettled] = useState({ key, audience });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ key, audience }), PAUSE);
    return () => clearTimeout(timer);
  }, [key]);
  const empty = settled.audience.roles.length === 0 || (!settled.audience.everywhere && settled.audience.areas.length === 0);
  return (
    <section class="sh-audience" aria-labelledby="audience-title" aria-live="polite" data-name="audience">
      <h3 class="govuk-heading-s" id="audience-title">{past ? "Who it is for" : "Who will see this"}</h3>
      {empty ? <p class="govuk-body">Nobody yet. Choose who should see it, and where.</p> : <Counted key={settled.key} audience={settled.audience} />}
    </section>
  );
}

function Counted({ audience }: { audience: Audience }) {
  const { clients } = useHub();
  const { roles, areas, everywhere } = audience;
  const found = useCall((options) => clients.bulletin.previewAudience({ audience: { roles, areas, everywhere } }, options), []);
  return (
    <Fetched from={found}>{({ sites, agencies }) => {
      const names = sites.map((one) => one.name);
      const staff = AUDIENCE_ROLES.filter(([role]) => SHOPS.includes(role) && roles.includes(role)).map(([role]) => role);
      const list = <ul class="govuk-list govuk-list--bullet sh-columns">{names.map((name) => <li key={name}>{name}</li>)}</ul>;
      return (
        <>
          <p class="govuk-body">
            <strong data-count={names.length}>{names.length === 1 ? "1 site" : `${names.length} sites`}</strong>
            {staff.length > 0 && names.length > 0 && `: ${audienceWords(staff)}`}
            {agencies.length > 0 && `, and ${listed(agencies.map(theRole))}`}
          </p>
          {names.length > 0 && (names.length <= FEW ? list
            : <details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">Names of all {names.length} sites</span></summary><div class="govuk-details__text">{list}</div></details>)}
        </>
      );
    }}</Fetched>
  );
}
