// The scheme's notice to everybody (UK GDPR Arts 13, 14): who answers for the data, what is held, on what
// grounds, for how long, who sees it, and what anybody may ask. Its paragraphs are the hub's, the same as
// in the letter to a person.
import type { ComponentChildren } from "preact";
import { SummaryList, Title } from "../ui/page";
import { Table } from "../ui/table";
import type { Part, PublicPage } from "./hub";

const said = (text: string | undefined): ComponentChildren => text || <span class="sh-quiet">The scheme has not said this yet</span>;

export function Parts({ of = [] }: { of?: Part[] }) {
  return (
    <>
      {of.map(({ heading, paragraphs = [] }) => (
        <section key={heading}>
          <h2 class="govuk-heading-m">{heading}</h2>
          {paragraphs.map((text) => <p class="govuk-body sh-lines" key={text}>{text}</p>)}
        </section>
      ))}
    </>
  );
}

export function About({ data }: { data: PublicPage }) {
  const { page, held = [], notice, rights, asking } = data;
  return (
    <>
      <Title caption={data.schemeName}>Privacy and your rights</Title>
      <p class="govuk-body-l">Shops here report theft, violence and anti-social behaviour to one another, to the police and to the council. A report may be about you.</p>
      <p class="govuk-body">Somebody described as a suspect is suspected by whoever wrote the report. That proves nothing, and the hub says so wherever it shows a person.</p>
      <p class="govuk-body">A report may also name people who were hurt, who saw it, or who work there. That says nothing against them. Why it is held, who sees it, for how long, and their rights are the same as below, but nobody shows them in a bulletin.</p>
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
      <p class="govuk-body">“We”, from here on, are that organisation.</p>
      <Parts of={notice} />
      <h2 class="govuk-heading-m">What is held, and for how long</h2>
      {held.length === 0 ? <p class="govuk-body">The scheme has not said this yet.</p>
        : <Table caption="What is held, and for how long" captionHidden columns={["What", "How long"]} rows={held.map((one) => [one.what, one.howLong])} />}
      <Parts of={asking && [asking]} />
      <Parts of={rights} />
      <p class="govuk-body"><a class="govuk-link" href="#/challenge">Ask, object, challenge or complain with one form</a> · <a class="govuk-link" href="https://ico.org.uk/make-a-complaint/" rel="noreferrer">Complain to the Information Commissioner’s Office</a></p>
    </>
  );
}
