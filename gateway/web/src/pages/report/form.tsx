// The report's questions, on one page so that it takes one thumb and under a minute.
import { useState } from "preact/hooks";
import { IncidentType } from "@gen/policy/v1/policy_pb";
import { useHub } from "../../app/hub";
import { Chip, OneOf, Question } from "../../ui/chips";
import { Select, TextField } from "../../ui/fields";
import { Button, errorFor, ErrorSummary, type Flaw, Title } from "../../ui/page";
import type { PhotoDraft } from "../../ui/photo_field";
import { todayInLondon } from "../../words/dates";
import { OTHER_TYPES, URGENCIES, USUAL_TYPES } from "../../words/incident";
import type { Draft, When } from "./draft";
import { GoodsQuestion } from "./goods";
import { More, Story } from "./more";
import { SuspectsQuestion } from "./suspects";

const WHEN: [When, string][] = [["now", "Just now"], ["hour", "Within the hour"], ["today", "Earlier today"], ["pick", "Another time"]];
const FORCE = ["violence", "threat", "weapon"];
const TAKES_GOODS = [
  IncidentType.THEFT_FROM_SHOP, IncidentType.ROBBERY_BUSINESS, IncidentType.BURGLARY_BUSINESS,
  IncidentType.MAKING_OFF_WITHOUT_PAYMENT, IncidentType.FRAUD, IncidentType.CRIMINAL_DAMAGE,
];

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  flaws: Flaw[];
  busy: boolean;
  send: () => void;
  // Set where the hub's scan found something in the words: sending again acknowledges it.
  scanned: boolean;
  // The draft is one that was being written before.
  found: "" | "whole" | "without-photo";
  photos: (PhotoDraft | undefined)[];
  setPhoto: (suspect: number, photo: PhotoDraft | undefined) => void;
  startAgain: () => void;
}

export function ReportForm({ draft, change, flaws, busy, send, scanned, found, photos, setPhoto, startAgain }: Props) {
  const { membership } = useHub();
  const [others, setOthers] = useState(false);
  const scheme = membership?.scheme?.value ?? "";
  const sites = membership?.sites ?? [];
  const toggle = (key: Draft["urgencies"][number]) => change({
    urgencies: draft.urgencies.includes(key) ? draft.urgencies.filter((one) => one !== key) : [...draft.urgencies, key],
  });
  const forced = draft.type === IncidentType.THEFT_FROM_SHOP && draft.urgencies.some((key) => FORCE.includes(key));
  const parts = { draft, change, flaws, scheme };
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <div class="sh-999 govuk-!-padding-left-3 govuk-!-padding-right-3 govuk-!-margin-bottom-4">
        <p>This does not call the police. Danger now: <a href="tel:999">999</a>.</p>
      </div>
      <ErrorSummary flaws={flaws} />
      <Title>Report an incident</Title>
      {found && (
        <div class="govuk-inset-text" role="status" data-name="found">
          <p class="govuk-body">You were writing this report. It was kept on this phone{found === "without-photo" && ", but not its photo: choose it again"}. Check when it happened.</p>
          <Button kind="secondary" onPress={startAgain}>Start again</Button>
        </div>
      )}
      {sites.length > 1
        ? <Select id="site" label="Shop" value={draft.siteId} empty="Choose a shop" error={errorFor(flaws, "site")}
            options={sites.map((site) => [site.siteId?.value ?? "", site.name])} onValue={(siteId) => change({ siteId })} />
        : <p class="govuk-body">Shop: <strong>{sites[0]?.name ?? "none yet. Ask your coordinator"}</strong></p>}
      <Question id="urgency" title="Any of these?" hint="Tap all that apply. Leave them if none does.">
        <div class="sh-chips">
          {URGENCIES.map(([key, text]) => (
            <Chip key={key} urgent pressed={draft.urgencies.includes(key)} onPress={() => toggle(key)}>{text}</Chip>
          ))}
        </div>
      </Question>
      <Question id="type" title="What happened?" error={errorFor(flaws, "type")}>
        <div class="sh-chips">
          {[...USUAL_TYPES, ...(others ? OTHER_TYPES : [])].map(([type, text]) => (
            <Chip key={type} pressed={draft.type === type} onPress={() => change({ type })}>{text}</Chip>
          ))}
          {!others && <button type="button" class="sh-chip" aria-expanded={false} onClick={() => setOthers(true)}>Something else</button>}
        </div>
        {forced && (
          <div class="govuk-inset-text">
            <p class="govuk-body">Force or a threat to steal is robbery.</p>
            <Button kind="secondary" onPress={() => change({ type: IncidentType.ROBBERY_BUSINESS })}>Change it to robbery</Button>
          </div>
        )}
      </Question>
      <Question id="when" title="About when?" error={errorFor(flaws, "when")}>
        <OneOf value={draft.when} options={WHEN} onValue={(when) => change({ when })} />
        {draft.when === "pick" && (
          <div class="sh-goods-line">
            <TextField id="day" label="Day" type="date" width={10} max={todayInLondon()} value={draft.day} onValue={(day) => change({ day })} error={errorFor(flaws, "day")} />
            <TextField id="from" label="Not before" type="time" width={5} value={draft.from} onValue={(from) => change({ from })} />
            <TextField id="to" label="Not after" type="time" width={5} value={draft.to} onValue={(to) => change({ to })} />
          </div>
        )}
      </Question>
      {(draft.type === IncidentType.UNSPECIFIED || TAKES_GOODS.includes(draft.type)) && <GoodsQuestion {...parts} />}
      <SuspectsQuestion {...parts} photos={photos} setPhoto={setPhoto} />
      <Story {...parts} />
      <More {...parts} />
      <div class="sh-send">
        <Button onPress={send} busy={busy} name="send">{scanned ? "Send all the same" : "Send report"}</Button>
      </div>
    </div></div>
  );
}
