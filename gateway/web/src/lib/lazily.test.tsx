import { render } from "preact";
import { expect, it, vi } from "vitest";
import { lazily } from "./lazily";

it("a page that did not come can be asked for again, and is fetched once", async () => {
  window.scrollTo = () => undefined;
  const load = vi.fn()
    .mockRejectedValueOnce(new TypeError("Failed to fetch"))
    .mockResolvedValue(({ id }: { id: string }) => <p>Page {id}</p>);
  const Page = lazily<{ id: string }>(load);
  const root = document.createElement("div");
  render(<Page id="7" />, root);
  await vi.waitFor(() => expect(root.textContent).toContain("could not be loaded"));
  root.querySelector("button")!.click();
  await vi.waitFor(() => expect(root.textContent).toBe("Page 7"));
  render(null, root);
  render(<Page id="8" />, root);
  expect(root.textContent).toBe("Page 8");
  expect(load).toHaveBeenCalledTimes(2);
});
