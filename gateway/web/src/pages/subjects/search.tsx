// Finding a person by name, nickname, sound or part of a plate. Each search is recorded; what the reader
// may not see is not counted either.
import type { Found } from "@gen/subject/v1/subject_pb";
import { Role } from "@gen/policy/v1/policy_pb";
import { useEffect, useRef, useState } from "preact/hooks";
import { useHub } from "../../app/hub";
import { go } from "../../lib/router";
import { useDoing } from "../../lib/use_call";
import { TextField } from "../../ui/fields";
import { Button, errorFor, ErrorSummary, flawsOf, Form, Title } from "../../ui/page";
import { FoundCard, nameOfAppearance, subjectOf } from "./found";

export function SearchPage() {
  const { clients, role } = useHub();
  const doing = useDoing();
  const opening = useDoing();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found[]>();
  const [missing, setMissing] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const flaws = missing ? [{ text: missing, id: "query" }] : flawsOf(doing.problem, { query: "query" });
  // What came is where the reader goes on.
  useEffect(() => heading.current?.focus(), [found]);
  const search = async () => {
    const bare = query.trim();
    const wrong = bare.length < 2 ? "Enter at least 2 letters or digits" : bare.length > 120 ? "Shorten it to 120 characters" : "";
    setMissing(wrong);
    if (wrong) return;
    await doing.run(async () => {
      setFound((await clients.subject.searchSubjects({ query: bare, limit: 20 })).found);
    });
  };
  const open = (one: Found) => opening.run(async () => go(`/subjects/${await subjectOf(clients, one.appearance!)}`));
  return (
    <>
      <Title>Find a person</Title>
      <ErrorSummary flaws={[...flaws, ...flawsOf(opening.problem)]} />
      <Form onSend={() => void search()}>
        <TextField id="query" label="Name, nickname or part of a number plate" hint="It also finds what sounds or is spelt alike. Each search is recorded." type="search" width={20}
          autocomplete="off" spellcheck={false} value={query} onValue={setQuery} error={errorFor(flaws, "query")} />
        <Button submit busy={doing.busy} name="search">Search</Button>
      </Form>
      <section aria-labelledby={found ? "found-title" : undefined}>
        {found && <h2 class="govuk-heading-m" id="found-title" tabIndex={-1} ref={heading}>{found.length === 0 ? "Nobody was found" : "Likely first"}</h2>}
        {found?.length === 0 && <p class="govuk-body">Try fewer letters, another spelling, or part of a plate.</p>}
        {found && found.length > 0 && (
          <ul class="sh-list">
            {found.map((one) => (
              <FoundCard key={one.appearance?.suspect?.appearanceId?.value} found={one} title={nameOfAppearance(one.appearance!)}>
                <div class="sh-row-actions sh-card__do">
                  {(role === Role.COORDINATOR || one.appearance?.subjectId) && <Button kind="secondary" busy={opening.busy} name="open-person" onPress={() => void open(one)}>Open person</Button>}
                  <a class="govuk-link sh-row-actions__link" href={`#/reports/${one.appearance?.incidentId?.value}`}>The report</a>
                </div>
              </FoundCard>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
