// A page that is fetched when somebody first goes there: what a shop needs to report stays small.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, Title } from "../ui/page";
import { Failed } from "../ui/problems";

interface Quiet {
  // A part of a page that can be done without: nothing is said while it comes, or where it does not.
  quiet?: boolean;
}

export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, { quiet = false }: Quiet = {}): ComponentType<P> {
  let found: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    // In an object: a component is a function, which a state would call.
    const [state, setState] = useState({ Page: found, failed: false });
    const fetchIt = () => {
      setState({ Page: undefined, failed: false });
      load().then((Page) => {
        found = Page;
        setState({ Page, failed: false });
      }, () => setState({ Page: undefined, failed: true }));
    };
    useEffect(() => {
      if (!found) fetchIt();
    }, []);
    const { Page, failed } = state;
    if (Page) return <Page {...props} />;
    if (quiet) return null;
    if (!failed) return <p class="govuk-body" role="status">Loading…</p>;
    return (
      <>
        <Title>This page could not be loaded</Title>
        <Failed text="There is no connection to the hub, or the hub was renewed. Try again, or reload the page.">
          <div class="sh-row-actions">
            <Button onPress={fetchIt}>Try again</Button>
            <Button kind="secondary" onPress={() => window.location.reload()}>Reload the page</Button>
          </div>
        </Failed>
      </>
    );
  };
}
