// Who answers for the data, what is held, for how long, and what anybody may ask.
import type { ComponentChildren } from "preact";
import { SummaryList, Title } from "../ui/page";
import { Table } from "../ui/table";
import type { PublicPage } from "./hub";

const said = (text: string | undefined): ComponentChildren => text || <span class="sh-quiet">The scheme has not said this yet</span>;

export function About({ data }: { data: PublicPage }) {
  const { page, held = [] } = data;
  return (
    <>
      <Title caption={data.schemeName}>Privacy and your rights</Title>
      <p class="govuk-body-l">Shops here report theft, violence and anti-social behaviour to one another, to the police and to the council. A report may be about you.</p>
      <p class="govuk-body">Somebody named in a report is suspected by whoever wrote it. That proves nothing, and the hub says so wherever it shows a person.</p>
      <div class="sh-row-actions">
        <a class="govuk-button" href="#/challenge" data-name="challenge">Ask, challenge or complain</a>
        <a class="govuk-button govuk-button--secondary" href="#/standing" data-name="standing">Check where your challenge stands</a>
      </div>
      <h2 class="govuk-heading-m">Who is responsible</h2>
      <SummaryList rows={[
        { key: "Who decides about your data (the controller)", value: said(page?.controller) },
        { key: "How to reach them", value: said(page?.contact) },
        { key: "Data protection officer", value: said(page?.dpoContact) },
      ]} />
      <h2 class="govuk-heading-m">What is held, and for how long</h2>
      {held.length === 0 ? <p class="govuk-body">The scheme has not said this yet.</p>
        : <Table caption="What is held, and for how long" captionHidden columns={["What", "How long"]} rows={held.map((one) => [one.what, one.howLong])} />}
      <h2 class="govuk-heading-m">Who sees it</h2>
      <ul class="govuk-list govuk-list--bullet">
        <li>Shops that belong to the scheme see what they reported themselves, and people whom they need to recognise.</li>
        <li>The scheme’s coordinator sees the reports, because somebody must check them.</li>
        <li>The police and the council see what is passed to them.</li>
      </ul>
      <p class="govuk-body">Each time somebody looks, their name and the time are recorded. No computer compares faces. Nothing is sold.</p>
      <h2 class="govuk-heading-m">Your rights</h2>
      <p class="govuk-body">You can ask the scheme, free of charge:</p>
      <ul class="govuk-list govuk-list--bullet">
        <li>whether it holds anything about you, and for a copy</li>
        <li>to correct what is wrong</li>
        <li>to erase what it should not hold</li>
        <li>to stop using it, or to use it only in part, while you disagree about it</li>
        <li>to look again at a decision about you, such as a ban</li>
      </ul>
      <p class="govuk-body">The scheme answers within one month. Where it refuses, it says why and what you can do.</p>
      <h2 class="govuk-heading-m">Your right to object</h2>
      <p class="govuk-body">You have the right to object, at any time, to the scheme using information about you. It then stops, unless it shows compelling grounds that outweigh yours or needs it for a legal claim. <a class="govuk-link" href="#/challenge">Object with the same form</a>. Once the scheme knows that it is you, members no longer see you in a bulletin until you have an answer, unless that would harm the prevention or detection of crime in your case. If so, why is recorded, and the data protection officer can check it.</p>
      <h2 class="govuk-heading-m">If you want to complain</h2>
      <p class="govuk-body">You can complain to the scheme with the form above{page?.complaintAddress ? ", or by writing to:" : "."}</p>
      {page?.complaintAddress && <p class="govuk-inset-text sh-lines">{page.complaintAddress}</p>}
      <p class="govuk-body">You can also complain to the Information Commissioner’s Office (ICO), which watches over data protection in the United Kingdom:</p>
      <p class="govuk-inset-text">
        Information Commissioner’s Office<br />Wycliffe House, Water Lane, Wilmslow, Cheshire SK9 5AF<br />
        Telephone 0303 123 1113<br />
        <a class="govuk-link" href="https://ico.org.uk/make-a-complaint/" rel="noreferrer">ico.org.uk/make-a-complaint</a>
      </p>
    </>
  );
}
