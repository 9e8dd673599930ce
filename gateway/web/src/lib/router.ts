// Pages live behind '#/': what a person looks at (an id) never reaches a log on the way.
import { useEffect, useRef, useState } from "preact/hooks";

export interface Route {
  path: string;
  parts: string[];
  query: URLSearchParams;
}

export function parse(hash: string): Route {
  const bare = hash.startsWith("#/") ? hash.slice(1) : "/";
  const [path, query = ""] = bare.split("?");
  return { path, parts: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

export const go = (path: string) => {
  window.location.hash = `#${path}`;
};

export function useRoute(): Route {
  const seen = useRef(window.location.hash);
  const [route, setRoute] = useState(() => parse(seen.current));
  useEffect(() => {
    const listen = () => {
      // A link to a field ("#login") is no page.
      if (window.location.hash && !window.location.hash.startsWith("#/")) return;
      const { hash } = window.location;
      if (hash === seen.current) return;
      seen.current = hash;
      setRoute(parse(hash));
    };
    window.addEventListener("hashchange", listen);
    // What changed between the first look and this moment would be missed.
    listen();
    return () => window.removeEventListener("hashchange", listen);
  }, []);
  return route;
}
