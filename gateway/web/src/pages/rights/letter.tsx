// The letter to a person held, laid out to be printed: on paper there is the letter and nothing else.
import { Reason } from "@gen/error/v1/error_pb";
import { useHub } from "../../app/hub";
import { useCall } from "../../lib/use_call";
import { Fetched } from "../../ui/loading";
import { Back, Button, Title } from "../../ui/page";
import { dayOf } from "../../words/dates";
import { onPaper } from "../../words/letter";

export function NoticeLetter({ id }: { id: string }) {
  const { clients, membership } = useHub();
  const asked = useCall(async () => (await clients.subject.getNoticeLetter({ subjectId: { value: id } })).letter!, [id]);
  const texts = asked.problem?.reason === Reason.NOT_READY;
  const found = texts ? { ...asked, problem: { ...asked.problem!, text: "A letter says who is responsible and where to complain. Fill in those texts first" } } : asked;
  return (
    <div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
      <div class="sh-not-printed">
        <Back to="/notices">All notices</Back>
        <Title>Letter to the person</Title>
        {texts && <p class="govuk-body"><a class="govuk-link" href="#/public-page">Fill in who is responsible</a></p>}
        {found.data && (
          <>
            <p class="govuk-body">Made from what is held now. Making it is recorded as a disclosure. When they have it, <a class="govuk-link" href={`#/notices/record?subject=${id}&letter=${found.data.digest}`}>record that they were told</a>. Where what is held has changed by then, that letter no longer counts: print it again.</p>
            <Button onPress={() => window.print()} name="print">Print the letter</Button>
          </>
        )}
      </div>
      <Fetched from={found}>{(letter) => (
        <article class="sh-letter" aria-labelledby="letter-title">
          <p class="govuk-body">{membership?.schemeName}<br />{dayOf(new Date())}</p>
          <h2 class="govuk-heading-l" id="letter-title">Your information and your rights</h2>
          {letter.parts.map((part) => (
            <section key={part.heading}>
              <h3 class="govuk-heading-m">{part.heading}</h3>
              {part.paragraphs.map((text) => <p class="govuk-body sh-lines" key={text}>{text}</p>)}
            </section>
          ))}
          {letter.digest && <p class="govuk-body sh-quiet">Which letter this is (kept with the record that you were told): <strong data-name="which-letter">{onPaper(letter.digest)}</strong></p>}
        </article>
      )}</Fetched>
    </div></div>
  );
}
