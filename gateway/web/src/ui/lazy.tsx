// A page whose script comes when it is first opened: the first load stays small for whoever reports.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, ErrorSummary, Title } from "./page";

export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [, redraw] = useState(0);
    const [failed, setFailed] = useState(false);
    const fetch = () => {
      setFailed(false);
      load().then((page) => {
        loaded = page;
        redraw((count) => count + 1);
      }, () => setFailed(true));
    };
    useEffect(() => {
      if (!loaded) fetch();
    }, []);
    const Page = loaded;
    if (Page) return <Page {...props} />;
    if (!failed) return <p class="govuk-body" role="status">Loading…</p>;
    return (
      <>
        <Title>This page could not be loaded</Title>
        <ErrorSummary flaws={[{ text: "Check your signal, then try again. If the hub was renewed, reload the page" }]} />
        <div class="sh-row-actions">
          <Button onPress={fetch}>Try again</Button>
          <Button kind="secondary" onPress={() => window.location.reload()}>Reload the page</Button>
        </div>
      </>
    );
  };
}
